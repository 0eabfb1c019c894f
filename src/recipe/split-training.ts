import { randomFold, splitPoint, stratifiedFolds } from '../data/split.js';
import type { ImageDataset } from '../data/dataset.js';
import { HandgradError } from '../tensor/error.js';
import { exampleRange, exampleSubset, type Examples } from '../train/examples.js';
import type { Validation } from './schema/data.js';

export interface TrainingSplit {
  /** What is learned from. */
  readonly train: Examples;
  /** Measured after each epoch; null where nothing is. */
  readonly validation: Examples | null;
}

/** How many trainings a validation asks for: one, or one for each fold. */
export function trainingsOf(validation: Validation): number {
  return validation.kind === 'fold' && validation.fold === 'all' ? validation.folds : 1;
}

/**
 * Cuts the training images as `validation` says. `dataset`: the images that `train` was made of, in the same order.
 * `index`: which of `trainingsOf`.
 * @throws {HandgradError} when a side would be empty, or has no labels.
 */
export function splitTraining(
  { train, test }: { readonly train: Examples; readonly test: Examples | null },
  dataset: Pick<ImageDataset, 'name' | 'labels' | 'classes' | 'count'>,
  validation: Validation,
  index: number,
): TrainingSplit {
  const parts = (fold: { readonly train: Int32Array; readonly validation: Int32Array }): TrainingSplit => ({
    train: exampleSubset(train, fold.train),
    validation: exampleSubset(train, fold.validation),
  });
  switch (validation.kind) {
    case 'none':
      return { train, validation: null };
    case 'test':
      if (test) return { train, validation: test };
      throw new HandgradError(
        `nobody knows the labels of the test images of ${dataset.name}, so they cannot validate a training; ` +
          'validate with a share of the training images',
      );
    case 'last': {
      const boundary = splitPoint(dataset, validation.share);
      return {
        train: exampleRange(train, 0, boundary),
        validation: exampleRange(train, boundary, train.count),
      };
    }
    case 'random':
      return parts(randomFold(dataset, validation.share, validation.seed));
    case 'leaking':
      return { ...parts(randomFold(dataset, validation.share, validation.seed)), train };
    case 'fold': {
      const folds = stratifiedFolds(dataset, validation.folds, validation.seed);
      return parts(folds[validation.fold === 'all' ? index : validation.fold]);
    }
  }
}
