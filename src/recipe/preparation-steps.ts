/** What happens to images between the files that they lie in and a training. Each step is at home in src/data or src/train. */
import type { Backend } from '../backend/backend.js';
import type { DigitData } from '../data/dataset.js';
import { HandgradError } from '../tensor/error.js';
import type { Seed } from '../tensor/random.js';
import { imageExamples, type Examples } from '../train/examples.js';
import type { FitOptions } from '../train/fit.js';
import type { Augmentation } from './schema/augmentation.js';
import type { Preprocessing } from './schema/data.js';

/** Training and test images as a network takes them. Bytes that are scaled stay bytes, which a batch divides by 255. */
export function preprocess(
  { train, test }: DigitData,
  steps: readonly Preprocessing[],
): { readonly train: Examples; readonly test: Examples } {
  if (steps.length !== 1 || steps[0].op !== 'scale') {
    throw new HandgradError(`preprocessing: ${steps.map(({ op }) => op).join(', ') || 'none'}, expected scale alone`);
  }
  return { train: imageExamples(train), test: imageExamples(test) };
}

/** The training images followed by the copies that each pipeline makes of them. */
export function augmentOffline(
  train: Examples,
  augmentation: Extract<Augmentation, { when: 'offline' }>,
  options: { readonly seed: Seed; readonly backend: Backend },
): Promise<Examples> {
  void [train, options];
  return Promise.reject(new HandgradError(`augmentation: ${augmentation.when} is not there yet`));
}

/** What `fit` is told of the augmentation of every batch. */
export function augmentOnline(
  augmentation: Extract<Augmentation, { when: 'online' }>,
): Partial<Pick<FitOptions, 'capture'>> {
  throw new HandgradError(`augmentation: ${augmentation.when} is not there yet`);
}
