/** The data of Kaggle's Digit Recognizer competition: from its own files, or MNIST cut as Kaggle has cut it. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { HandgradError } from '../../tensor/error.js';
import { permutation, type Seed } from '../../tensor/random.js';
import { fileErrorText } from '../atomic-file.js';
import { classCounts, imageDataset, subset, type ImageDataset, type UnlabelledImages } from '../dataset.js';
import type { TrainTest } from '../four-files.js';
import { parseDigitCsv, type DigitCsv } from './digit-csv.js';

/** Training images of each digit, as published. */
export const KAGGLE_CLASS_COUNTS = [4132, 4684, 4177, 4351, 4072, 3795, 4137, 4401, 4063, 4188] as const;
/** Training images. */
export const KAGGLE_TRAIN_COUNT = 42_000;

const FILES = ['train.csv', 'test.csv'] as const;

export interface CompetitionFiles {
  readonly folder: string;
  readonly missing: readonly string[];
}

/** The files in `data/kaggle` if one of them is there, else in `data` itself. */
export function findCompetition(data: string): CompetitionFiles {
  const inFolder = (folder: string) => ({ folder, missing: FILES.filter((file) => !existsSync(join(folder, file))) });
  const inside = inFolder(join(data, 'kaggle'));
  if (inside.missing.length < FILES.length) return inside;
  const flat = inFolder(data);
  return flat.missing.length < FILES.length ? flat : inside;
}

/** What the competition gives out: nobody but Kaggle knows the labels of the test images. */
export interface Competition {
  readonly train: ImageDataset;
  readonly unlabelledTest: UnlabelledImages;
}

/**
 * Reads train.csv and test.csv.
 * @throws {HandgradError} when one is missing or bad, or train.csv has 42,000 pictures but not as many of each digit as
 *   were published. Other numbers of pictures are somebody's own, and taken as they are.
 */
export async function readCompetition({ folder, missing }: CompetitionFiles): Promise<Competition> {
  if (missing.length > 0) {
    throw new HandgradError(
      `data: ${folder} has no ${missing.join(' and no ')}, expected both files of the competition`,
    );
  }
  const [trainPath, testPath] = FILES.map((file) => join(folder, file));
  const train = await readCsv(trainPath, true);
  const test = await readCsv(testPath, false);
  const about = { name: 'kaggle', description: `from ${folder}`, height: 28, width: 28, channels: 1 };
  const dataset = imageDataset({ ...about, images: train.pixels, labels: train.labels, classes: 10 });
  if (dataset.count === KAGGLE_TRAIN_COUNT) checkClassCounts(dataset, trainPath);
  return { train: dataset, unlabelledTest: { ...about, images: test.pixels, count: test.count } };
}

async function readCsv(path: string, hasLabels: boolean): Promise<DigitCsv> {
  const bytes = await readFile(path).catch((error: unknown) => {
    throw new HandgradError(`csv: cannot read ${path}: ${fileErrorText(error)}`, { cause: error });
  });
  return parseDigitCsv(bytes, hasLabels, path);
}

function checkClassCounts(dataset: ImageDataset, file: string): void {
  const wrong = classCounts(dataset).findIndex((count, digit) => count !== KAGGLE_CLASS_COUNTS[digit]);
  if (wrong < 0) return;
  throw new HandgradError(
    `csv: ${file} has ${dataset.count.toLocaleString('en-US')} pictures like the competition's, but ` +
      `${classCounts(dataset)[wrong]} of digit ${wrong}, expected ${KAGGLE_CLASS_COUNTS[wrong]}; get the file again`,
  );
}

/**
 * MNIST's 70,000 images cut as the competition has cut them: in random order, 42,000 for training with the published
 * number of each digit, the others for testing. Which images Kaggle took, nobody knows.
 * `counts`: training images of each digit.
 * @throws {HandgradError} when there are not enough images of a digit, or none is left to test.
 */
export function cutAsCompetition(
  { train, test }: TrainTest,
  seed: Seed,
  counts: readonly number[] = KAGGLE_CLASS_COUNTS,
): TrainTest {
  const whole = joined(train, test);
  const present = classCounts(whole);
  const scarce = counts.findIndex((count, digit) => present[digit] < count);
  if (scarce >= 0) {
    throw new HandgradError(
      `kaggle: ${train.name} has ${present[scarce]} images of digit ${scarce}, expected at least ${counts[scarce]}`,
    );
  }
  const left = [...counts];
  const forTraining: number[] = [];
  const forTesting: number[] = [];
  for (const index of permutation(seed, 'kaggle/cut', whole.count)) {
    (left[whole.labels[index]]-- > 0 ? forTraining : forTesting).push(index);
  }
  return { train: subset(whole, forTraining), test: subset(whole, forTesting) };
}

function joined(first: ImageDataset, second: ImageDataset): ImageDataset {
  const together = (a: Uint8Array, b: Uint8Array): Uint8Array => {
    const both = new Uint8Array(a.length + b.length);
    both.set(a);
    both.set(b, a.length);
    return both;
  };
  const images = together(first.images, second.images);
  return imageDataset({ ...first, images, labels: together(first.labels, second.labels) });
}
