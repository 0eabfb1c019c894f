/** What happens to images between the files that they lie in and a training. Each step is at home in src/data or src/train. */
import type { Backend } from '../backend/backend.js';
import { augmentOffline as makeCopies, type OfflineOptions } from '../data/augment/offline.js';
import { imageDataset, type DigitData } from '../data/dataset.js';
import { HandgradError } from '../tensor/error.js';
import type { Seed } from '../tensor/random.js';
import { imageExamples, type Examples } from '../train/examples.js';
import type { FitOptions } from '../train/fit.js';
import type { Augmentation } from './schema/augmentation.js';
import type { Preprocessing } from './schema/data.js';

/** Training and test images as a network takes them; no test images where nobody knows their labels. Bytes that are scaled stay bytes, which a batch divides by 255. */
export function preprocess(
  { train, test }: DigitData,
  steps: readonly Preprocessing[],
): { readonly train: Examples; readonly test: Examples | null } {
  if (steps.length !== 1 || steps[0].op !== 'scale') {
    throw new HandgradError(`preprocessing: ${steps.map(({ op }) => op).join(', ') || 'none'}, expected scale alone`);
  }
  return { train: imageExamples(train), test: imageExamples(test) };
}

/**
 * The training images followed by the copies that each pipeline makes of them.
 * @throws {HandgradError} when they are no bytes: copies are made before anything is standardised or blurred.
 */
export async function augmentOffline(
  train: Examples,
  { pipelines }: Extract<Augmentation, { when: 'offline' }>,
  options: { readonly seed: Seed; readonly backend: Backend; readonly classes: number } & Pick<
    OfflineOptions,
    'onProgress'
  >,
): Promise<Examples> {
  const { inputs, inputShape, targets } = train;
  const [height, width, channels] = inputShape;
  if (!(inputs instanceof Uint8Array) || !(targets instanceof Uint8Array)) {
    throw new HandgradError('augmentation: offline copies are made of bytes; let preprocessing be scale alone');
  }
  const images = { name: 'training images', description: '', images: inputs, labels: targets, height, width, channels };
  return imageExamples(await makeCopies(imageDataset({ ...images, classes: options.classes }), pipelines, options));
}

/** What `fit` is told of the augmentation of every batch. */
export function augmentOnline({ generator }: Extract<Augmentation, { when: 'online' }>): Pick<FitOptions, 'augment'> {
  return { augment: generator };
}
