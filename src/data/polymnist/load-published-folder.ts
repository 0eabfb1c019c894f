import { join } from 'node:path';
import { imageDataset, type ImageDataset } from '../dataset.js';
import { WriteError } from '../atomic-file.js';
import type { TrainTest } from '../four-files.js';
import { greyOfColours } from '../preprocess/grey.js';
import type { OnDataProgress } from '../progress.js';
import { PACKED_FILE, readPackedFile, writePackedFile } from './packed-file.js';
import { RGB_BYTES, SIDE } from './picture.js';
import {
  labelsOf,
  listPublishedFolder,
  picturePath,
  type ListedSplit,
  type PublishedFolder,
} from './published-folder.js';
import { readPictures } from './read-pictures.js';

export interface PublishedData extends TrainTest {
  /** Why they could not be packed; undefined where they are. */
  readonly notKept?: string;
}

/**
 * The pictures of a folder in the published layout: from the packed file beside them where it fits them, else one by
 * one, and then packed. Where the folder cannot be written they serve all the same.
 * `grey`: one channel instead of three, a third of the memory; `greyOf` of the colours.
 * @throws {HandgradError} when the folder is not as published, or a picture cannot be read.
 */
export async function loadPublishedFolder(
  path: string,
  { grey, onProgress }: { readonly grey: boolean; readonly onProgress?: OnDataProgress | undefined },
): Promise<PublishedData> {
  const folder = await listPublishedFolder(path);
  const packed = join(path, PACKED_FILE);
  let pixels = collector(folder, grey, onProgress);
  if (await readPackedFile(packed, folder, pixels.take)) return datasets(folder, pixels.all, grey);
  pixels = collector(folder, grey, onProgress);
  try {
    await writePackedFile(packed, folder, async (write) => {
      await readAll(folder, async (piece) => {
        pixels.take(piece);
        await write(piece);
      });
    });
    return datasets(folder, pixels.all, grey);
  } catch (error) {
    if (!(error instanceof WriteError)) throw error;
    pixels = collector(folder, grey, onProgress);
    await readAll(folder, async (piece) => pixels.take(piece));
    return { ...datasets(folder, pixels.all, grey), notKept: error.message };
  }
}

/** Training pictures, then test pictures. */
async function readAll({ train, test }: PublishedFolder, take: (pixels: Uint8Array) => Promise<void>): Promise<void> {
  for (const split of [train, test]) await readPictures(split.keys.length, (i) => picturePath(split, i), take);
}

/** Gathers colours, piece by piece, as the images of both splits. */
function collector({ train, test }: PublishedFolder, grey: boolean, onProgress?: OnDataProgress) {
  const total = train.keys.length + test.keys.length;
  const all = new Uint8Array((total * RGB_BYTES) / (grey ? 3 : 1));
  let filled = 0;
  return {
    all,
    take(piece: Uint8Array): void {
      const images = grey ? greyOfColours(piece) : piece;
      all.set(images, filled);
      filled += images.length;
      const done = (filled / all.length) * total;
      onProgress?.({ activity: 'read', item: 'polymnist', done: Math.round(done), total, unit: 'images' });
    },
  };
}

function datasets({ folder, train, test }: PublishedFolder, all: Uint8Array, grey: boolean): TrainTest {
  const channels = grey ? 1 : 3;
  const boundary = train.keys.length * SIDE * SIDE * channels;
  const dataset = (split: ListedSplit, images: Uint8Array): ImageDataset => {
    const about = { name: 'polymnist', description: `from ${folder}` };
    return imageDataset({
      ...about,
      images,
      labels: labelsOf(split),
      height: SIDE,
      width: SIDE,
      channels,
      classes: 10,
    });
  };
  return { train: dataset(train, all.subarray(0, boundary)), test: dataset(test, all.subarray(boundary)) };
}
