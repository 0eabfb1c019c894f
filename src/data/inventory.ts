import { join } from 'node:path';
import { findFiles, type FourFiles } from './four-files.js';
import { findMnist } from './mnist.js';
import { dataPlace, type PlaceOptions } from './place.js';

/** A data set that can be trained on, and how much of it lies on this machine. */
export interface DataListing {
  readonly name: 'mnist' | 'digits';
  readonly about: string;
  readonly folder: string;
  readonly state: 'complete' | 'incomplete' | 'absent';
  readonly missing: readonly string[];
}

/** The data sets, where each is looked for, and what is there. Looks at names only; `verifyMnist` looks at contents. */
export async function listData(options: PlaceOptions = {}): Promise<DataListing[]> {
  const { folder } = dataPlace(options);
  const drawn = join(options.data ?? join(options.root ?? '.', 'datasets'), 'digits');
  return [
    listing('mnist', 'handwritten digits, 60,000 + 10,000 (LeCun, Cortes, Burges)', await findMnist(folder)),
    listing('digits', 'handwritten-style digits, 60,000 + 10,000, drawn by handgrad', await findFiles(drawn)),
  ];
}

function listing(name: DataListing['name'], about: string, { folder, missing }: FourFiles): DataListing {
  const state = missing.length === 0 ? 'complete' : missing.length === 4 ? 'absent' : 'incomplete';
  return { name, about, folder, state, missing };
}
