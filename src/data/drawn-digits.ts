/** The drawn digits as four files: read where they lie already, else drawn and kept. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { HandgradError } from '../tensor/error.js';
import type { Seed } from '../tensor/random.js';
import type { ImageDataset } from './dataset.js';
import { checkFiles, findFiles, readFourFiles, type Checksums } from './four-files.js';
import { encodeIdxImages, encodeIdxLabels, writeIdxDataset } from './idx.js';
import type { OnDataProgress } from './progress.js';
import { drawDigits } from './synthetic/digits.js';

/** The seed of the digits that serve where there is no MNIST. */
export const DIGITS_SEED: Seed = 1;
export const DIGITS_TRAIN_COUNT = 60_000;
export const DIGITS_TEST_COUNT = 10_000;

/** SHA-256 of the four files of the 60,000 + 10,000 digits of `DIGITS_SEED`; the same on every machine. */
export const DIGITS_CHECKSUMS: Checksums = {
  'train-images-idx3-ubyte': '',
  'train-labels-idx1-ubyte': '',
  't10k-images-idx3-ubyte': '',
  't10k-labels-idx1-ubyte': '',
};

export interface DrawOptions {
  /** Default `DIGITS_SEED`. */
  readonly seed?: Seed;
  /** Default 60,000. */
  readonly trainCount?: number;
  /** Default 10,000. */
  readonly testCount?: number;
  readonly onProgress?: OnDataProgress;
}

interface TrainTest {
  readonly train: ImageDataset;
  readonly test: ImageDataset;
}

/** Draws both splits. @throws {HandgradError} for a count below 1 or a bad seed. */
export async function drawDigitData(options: DrawOptions = {}): Promise<TrainTest> {
  const { seed = DIGITS_SEED, trainCount = DIGITS_TRAIN_COUNT, testCount = DIGITS_TEST_COUNT } = options;
  const all = trainCount + testCount;
  const report = (before: number) => (drawn: number) =>
    options.onProgress?.({ activity: 'draw', item: 'digits', done: before + drawn, total: all, unit: 'images' });
  const train = await drawDigits(seed, 'train', trainCount, report(0));
  const test = await drawDigits(seed, 'test', testCount, report(trainCount));
  return { train, test };
}

/** Writes two splits as the four gzipped IDX files of MNIST's names. @throws {HandgradError} when one cannot be written. */
export async function writeDigitData(folder: string, { train, test }: TrainTest): Promise<void> {
  const path = (name: string): string => join(folder, `${name}.gz`);
  await writeIdxDataset(train, path('train-images-idx3-ubyte'), path('train-labels-idx1-ubyte'));
  await writeIdxDataset(test, path('t10k-images-idx3-ubyte'), path('t10k-labels-idx1-ubyte'));
}

/**
 * The standard drawn digits: read from `folder` if they are there and have the right checksums, else drawn and written there. Where
 * the folder cannot be written they serve all the same; `kept` then says why they were not kept.
 */
export async function loadDrawnDigits(
  folder: string,
  onProgress?: OnDataProgress,
): Promise<TrainTest & { how: 'read' | 'drawn'; notKept?: string }> {
  const files = await findFiles(folder);
  const checks = files.missing.length === 0 ? await checkFiles(files, DIGITS_CHECKSUMS) : [];
  if (checks.length > 0 && checks.every(({ status }) => status === 'ok')) {
    return { ...(await readFourFiles(files, { name: 'digits', description: `drawn by handgrad, from ${folder}` })), how: 'read' };
  }
  const data = await drawDigitData(onProgress === undefined ? {} : { onProgress });
  try {
    await writeDigitData(folder, data);
    return { ...data, how: 'drawn' };
  } catch (error) {
    if (!(error instanceof HandgradError)) throw error;
    return { ...data, how: 'drawn', notKept: error.message };
  }
}

/** The checksums that two splits have as files. */
export function checksumsOf({ train, test }: TrainTest): Checksums {
  const hash = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
  return {
    'train-images-idx3-ubyte': hash(encodeIdxImages({ ...train, pixels: train.images })),
    'train-labels-idx1-ubyte': hash(encodeIdxLabels(train.labels)),
    't10k-images-idx3-ubyte': hash(encodeIdxImages({ ...test, pixels: test.images })),
    't10k-labels-idx1-ubyte': hash(encodeIdxLabels(test.labels)),
  };
}
