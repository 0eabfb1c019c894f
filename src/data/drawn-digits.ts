/** The drawn digits as four files: read where they lie already, else drawn and kept. */
import { join } from 'node:path';
import { HandgradError } from '../tensor/error.js';
import type { Seed } from '../tensor/random.js';
import { findFiles, readFourFiles, type Checksums, type TrainTest } from './four-files.js';
import { writeIdxDataset } from './idx.js';
import type { OnDataProgress } from './progress.js';
import { drawDigits, STANDARD_SEED } from './synthetic/digits.js';

/** A set of drawn digits, and the SHA-256 of its four files, which are the same on every machine. */
export interface DrawnSet {
  /** What they are drawn from. */
  readonly seed: Seed;
  /** Images to learn from. */
  readonly trainCount: number;
  /** Images to be scored on. */
  readonly testCount: number;
  /** What the files have to be. */
  readonly checksums: Checksums;
}

/** The digits that serve where there is no MNIST. */
export const STANDARD_DIGITS: DrawnSet = {
  seed: STANDARD_SEED,
  trainCount: 60_000,
  testCount: 10_000,
  checksums: {
    'train-images-idx3-ubyte': '425a64e942145610792bbe148802c1ae75322e86f2a8ca1815214ae271cf76a6',
    'train-labels-idx1-ubyte': '631182054ebbe43762d9003d5bf23e9a05f44f95f83634685b6c9bf70c930108',
    't10k-images-idx3-ubyte': '93b05c799ca99277fc52ff557fd2b578fa6b104988e00b45c499fd5604a1fd59',
    't10k-labels-idx1-ubyte': '15eeb286a415d337f120229ade05761d040a32bc7e7d36e2f8d2b8cc82e87102',
  },
};

/**
 * Draws both splits, on one core in a few seconds.
 * @throws {HandgradError} for a count below 1 or a bad seed.
 */
export async function drawDigitData(
  { seed, trainCount, testCount }: Omit<DrawnSet, 'checksums'>,
  onProgress?: OnDataProgress,
): Promise<TrainTest> {
  const total = trainCount + testCount;
  const report = (before: number) => (drawn: number) =>
    onProgress?.({ activity: 'draw', item: 'digits', done: before + drawn, total, unit: 'images' });
  const train = await drawDigits(seed, 'train', trainCount, report(0));
  const test = await drawDigits(seed, 'test', testCount, report(trainCount));
  return { train, test };
}

/**
 * Writes two splits as the four gzipped IDX files of MNIST's names. @throws {HandgradError} when one cannot be written.
 */
export async function writeDigitData(folder: string, { train, test }: TrainTest): Promise<void> {
  const path = (name: string): string => join(folder, `${name}.gz`);
  await writeIdxDataset(train, path('train-images-idx3-ubyte'), path('train-labels-idx1-ubyte'));
  await writeIdxDataset(test, path('t10k-images-idx3-ubyte'), path('t10k-labels-idx1-ubyte'));
}

/**
 * Drawn digits: read from `folder` if they are there and have the right checksums, else drawn and written there. Where
 * the folder cannot be written they serve all the same; `notKept` then says why they were not kept.
 */
export async function loadDrawnDigits(
  folder: string,
  set: DrawnSet = STANDARD_DIGITS,
  onProgress?: OnDataProgress,
): Promise<TrainTest & { how: 'read' | 'drawn'; notKept?: string }> {
  const files = await findFiles(folder);
  if (files.missing.length === 0) {
    try {
      return {
        ...(await readFourFiles(files, { name: 'digits', description: `from ${folder}` }, set.checksums)),
        how: 'read',
      };
    } catch (error) {
      // Damaged, or drawn by another version: drawn anew below.
      if (!(error instanceof HandgradError)) throw error;
    }
  }
  const data = await drawDigitData(set, onProgress);
  try {
    await writeDigitData(folder, data);
    return { ...data, how: 'drawn' };
  } catch (error) {
    if (!(error instanceof HandgradError)) throw error;
    return { ...data, how: 'drawn', notKept: error.message };
  }
}
