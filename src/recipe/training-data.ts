import type { Backend } from '../backend/backend.js';
import type { DigitData } from '../data/dataset.js';
import type { OnDataProgress } from '../data/progress.js';
import type { Seed } from '../tensor/random.js';
import type { Examples } from '../train/examples.js';
import { augmentOffline } from './augmentation.js';
import type { Recipe } from './schema/recipe.js';
import { splitTraining, type TrainingSplit } from './split-training.js';

/** What one training learns from and is measured on. */
export interface TrainingData extends TrainingSplit {
  /** Of the split and the offline augmentation. */
  readonly seconds: number;
}

/** What the data of a training are made with. */
export interface TrainingDataOptions {
  /** Of the offline augmentation. */
  readonly seed: Seed;
  /** Where the offline augmentation is computed. */
  readonly backend: Backend;
  readonly onProgress?: OnDataProgress | undefined;
}

/**
 * What one training of a recipe learns from, of preprocessed examples: split, then, where the recipe says so, augmented offline.
 * `data`: what the examples were made of. `index`: which training, from 0, of those that the recipe asks for.
 * @throws {HandgradError} as `splitTraining` and `augmentOffline`.
 */
export async function trainingData(
  { validation, augmentation }: Recipe,
  {
    train,
    test,
    data,
  }: { readonly train: Examples; readonly test: Examples | null; readonly data: Pick<DigitData, 'train'> },
  index: number,
  { seed, backend, onProgress }: TrainingDataOptions,
): Promise<TrainingData> {
  const began = performance.now();
  const split = splitTraining({ train, test }, data.train, validation, index);
  if (augmentation?.when !== 'offline') return { ...split, seconds: secondsSince(began) };
  const augmented = await augmentOffline(split.train, augmentation, {
    seed,
    backend,
    classes: data.train.classes,
    onProgress,
  });
  return { ...split, train: augmented, seconds: secondsSince(began) };
}

/** Since a `performance.now()`. */
export function secondsSince(began: number): number {
  return (performance.now() - began) / 1000;
}
