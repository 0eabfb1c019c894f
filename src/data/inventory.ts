import { join } from 'node:path';
import { findFiles } from './four-files.js';
import { findCompetition } from './kaggle/competition.js';
import { findMnist } from './mnist.js';
import { dataPlace, type PlaceOptions } from './place.js';
import { findPublishedFolder } from './polymnist/published-folder.js';

/** A data set that can be trained on, and how much of it lies on this machine. */
export interface DataListing {
  /** As `--dataset` takes it. */
  readonly name: 'mnist' | 'digits' | 'kaggle' | 'polymnist';
  /** What it is, in a phrase. */
  readonly about: string;
  /** Where it was looked for. */
  readonly folder: string;
  /** Whether it can be trained on, as far as names tell. */
  readonly state: 'complete' | 'incomplete' | 'absent';
  /** The files that are not there. */
  readonly missing: readonly string[];
}

/** The data sets, where each is looked for, and what is there. Looks at names only; `verifyMnist` looks at contents. */
export async function listData(options: PlaceOptions = {}): Promise<DataListing[]> {
  const { folder } = dataPlace(options);
  const drawn = join(options.data ?? join(options.root ?? '.', 'datasets'), 'digits');
  const pictures = findPublishedFolder(folder);
  return [
    listing('mnist', 'handwritten digits, 60,000 + 10,000 (LeCun, Cortes, Burges)', await findMnist(folder)),
    listing('digits', 'handwritten-style digits, 60,000 + 10,000, drawn by handgrad', await findFiles(drawn)),
    listing('kaggle', 'Digit Recognizer competition, 42,000 + 28,000, or cut from MNIST', findCompetition(folder), 2),
    {
      name: 'polymnist',
      about: 'digits on five backgrounds, 300,000 + 50,000, or made from MNIST',
      folder: pictures ?? join(folder, 'polymnist'),
      state: pictures === undefined ? 'absent' : 'complete',
      missing: [],
    },
  ];
}

function listing(
  name: DataListing['name'],
  about: string,
  { folder, missing }: Pick<DataListing, 'folder' | 'missing'>,
  files = 4,
): DataListing {
  const state = missing.length === 0 ? 'complete' : missing.length === files ? 'absent' : 'incomplete';
  return { name, about, folder, state, missing };
}
