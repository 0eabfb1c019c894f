import { join } from 'node:path';
import { HandgradError } from '../../tensor/error.js';
import { labelledTest, type DigitData, type ImageDataset } from '../dataset.js';
import type { TrainTest } from '../four-files.js';
import { findMnist } from '../mnist.js';
import type { DataPlace } from '../place.js';
import type { RgbImage } from '../png.js';
import type { OnDataProgress } from '../progress.js';
import { placeText, withSource } from '../source.js';
import { BACKGROUNDS_FOLDER, readBackgrounds } from './backgrounds.js';
import { drawBackgrounds } from './drawn-backgrounds.js';
import { loadPublishedFolder } from './load-published-folder.js';
import { makePolymnist } from './make.js';
import { MODALITIES, type Split } from './picture.js';
import { findPublishedFolder } from './published-folder.js';

/** Of the made pictures: which digits and patches they are made of. */
const MAKE_SEED = 1;

export interface PolymnistOptions {
  /** One channel instead of three. Default false. */
  readonly grey?: boolean;
  readonly onProgress?: OnDataProgress;
}

/**
 * PolyMNIST: the published pictures from the place, else made from MNIST and background pictures, else from backgrounds
 * that are drawn; the source says which.
 * `loadMnist`: MNIST from the same place, or downloaded.
 * @throws {HandgradError} when pictures are bad, or there are neither they nor MNIST.
 */
export async function loadPolymnist(
  place: DataPlace,
  loadMnist: () => Promise<DigitData>,
  { grey = false, onProgress }: PolymnistOptions,
): Promise<DigitData> {
  const folder = findPublishedFolder(place.folder);
  if (folder !== undefined) {
    const { notKept, ...data } = await loadPublishedFolder(folder, { grey, onProgress });
    const packed = notKept === undefined ? '' : `, not packed: ${notKept}`;
    return withSource(data, 'polymnist', `from ${placeText({ ...place, folder })}${greyText(grey)}${packed}`);
  }
  if (place.givenBy !== undefined && (await findMnist(place.folder)).missing.length === 4) {
    throw new HandgradError(
      `data: no PolyMNIST in ${placeText(place)}: found neither its pictures (train/m0/0.0.png and so on), there or in ` +
        `${join(place.folder, 'polymnist')}, nor MNIST to make them from; give the right folder`,
    );
  }
  const backgroundsFolder = join(place.folder, BACKGROUNDS_FOLDER);
  const pictures = await readBackgrounds(backgroundsFolder);
  const mnist = await loadMnist();
  const made = await makeBoth(mnist, pictures ?? drawBackgrounds(), { grey, onProgress });
  const papers = pictures === null ? 'backgrounds that handgrad draws' : `the backgrounds in ${backgroundsFolder}`;
  return withSource(made, 'polymnist', `made from MNIST and ${papers}${greyText(grey)} (${mnist.source})`);
}

async function makeBoth(
  mnist: DigitData,
  backgrounds: readonly RgbImage[],
  { grey, onProgress }: { readonly grey: boolean; readonly onProgress: OnDataProgress | undefined },
): Promise<TrainTest> {
  const test = labelledTest(mnist);
  const total = MODALITIES.length * (mnist.train.count + test.count);
  const make = (digits: ImageDataset, split: Split, before: number) =>
    makePolymnist(digits, split, backgrounds, {
      seed: MAKE_SEED,
      grey,
      onProgress: (made) =>
        onProgress?.({ activity: 'make', item: 'polymnist', done: before + made, total, unit: 'images' }),
    });
  return {
    train: await make(mnist.train, 'train', 0),
    test: await make(test, 'test', MODALITIES.length * mnist.train.count),
  };
}

function greyText(grey: boolean): string {
  return grey ? ', in grey' : '';
}
