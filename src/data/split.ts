import { HandgradError } from '../tensor/error.js';
import { permutation, type Seed } from '../tensor/random.js';
import { range, subset, type ImageDataset } from './dataset.js';

type Countable = Pick<ImageDataset, 'name' | 'count'>;

/** Two parts of a data set. */
export interface TrainValidation {
  /** The part to learn from. */
  readonly train: ImageDataset;
  /** The part to be measured on after each epoch. */
  readonly validation: ImageDataset;
}

/**
 * The last `share` of the images, as they lie, for validation: what Keras' `validation_split` does before it shuffles.
 * The first floor(count * (1 - share)) images are trained on. Without copying.
 * @throws {HandgradError} unless 0 < share < 1 and both parts get an image.
 */
export function splitLast(dataset: ImageDataset, share: number): TrainValidation {
  const boundary = splitPoint(dataset, share);
  return { train: range(dataset, 0, boundary), validation: range(dataset, boundary, dataset.count) };
}

/**
 * A random `share` of the images for validation, as many as `splitLast` takes; both parts keep the order of the whole.
 * @throws {HandgradError} as `splitLast`.
 */
export function splitRandom(dataset: ImageDataset, share: number, seed: Seed): TrainValidation {
  const { train, validation } = randomFold(dataset, share, seed);
  return { train: subset(dataset, train), validation: subset(dataset, validation) };
}

/** As `splitRandom`, which images they are. @throws {HandgradError} as `splitLast`. */
export function randomFold(dataset: Countable, share: number, seed: Seed): Fold {
  const boundary = splitPoint(dataset, share);
  const order = permutation(seed, 'split/random', dataset.count);
  return { train: order.slice(0, boundary).sort(), validation: order.slice(boundary).sort() };
}

/** The images of two parts: indices, ascending; `subset` makes data sets of them. */
export interface Fold {
  /** Those to learn from. */
  readonly train: Int32Array;
  /** Those to be measured on. */
  readonly validation: Int32Array;
}

/**
 * `folds` ways to cut a data set for cross-validation. Each image is validated on in exactly one fold; the images of a
 * class are dealt to the folds in random order, so that no fold has more than one image of a class more than another,
 * and no more than one image more in all.
 * @throws {HandgradError} unless `folds` is a whole number from 2 to the number of images.
 */
export function stratifiedFolds(
  { name, labels, classes, count }: Pick<ImageDataset, 'name' | 'labels' | 'classes' | 'count'>,
  folds: number,
  seed: Seed,
): Fold[] {
  if (!Number.isInteger(folds) || folds < 2 || folds > count) {
    throw new HandgradError(`dataset ${name}: ${folds} folds of ${count} images, expected 2 to ${count}`);
  }
  const foldOf = new Int32Array(count);
  let dealt = 0;
  for (let label = 0; label < classes; label++) {
    const members = indicesWhere(count, (i) => labels[i] === label);
    for (const place of permutation(seed, `split/fold/${label}`, members.length))
      foldOf[members[place]] = dealt++ % folds;
  }
  return Array.from({ length: folds }, (_, fold) => ({
    train: indicesWhere(count, (i) => foldOf[i] !== fold),
    validation: indicesWhere(count, (i) => foldOf[i] === fold),
  }));
}

/**
 * How many of the images `splitLast` trains on: the first floor(count * (1 - share)).
 * @throws {HandgradError} as `splitLast`.
 */
export function splitPoint({ name, count }: Countable, share: number): number {
  if (!(share > 0 && share < 1)) {
    throw new HandgradError(`dataset ${name}: the validation share is ${share}, expected more than 0 and less than 1`);
  }
  const boundary = Math.floor(count * (1 - share));
  if (boundary === 0 || boundary === count) {
    throw new HandgradError(
      `dataset ${name}: a validation share of ${share} leaves ${boundary} of ${count} images for training and ` +
        `${count - boundary} for validation; both need at least one`,
    );
  }
  return boundary;
}

function indicesWhere(count: number, holds: (index: number) => boolean): Int32Array {
  return Int32Array.from(Array.from({ length: count }, (_, i) => i).filter(holds));
}
