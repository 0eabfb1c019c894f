/** A recipe's augmentation, as src/data/augment/ and `fit` take it. */
import type { Backend } from '../backend/backend.js';
import { augmentOffline as makeCopies, type OfflineOptions } from '../data/augment/offline.js';
import { imageDataset } from '../data/dataset.js';
import { HandgradError } from '../tensor/error.js';
import type { Seed } from '../tensor/random.js';
import { imageExamples, type Examples } from '../train/examples.js';
import type { FitOptions } from '../train/fit.js';
import type { Augmentation } from './schema/augmentation.js';

/**
 * The training images followed by the copies that each pipeline makes of them.
 * @throws {HandgradError} when they are no bytes: copies are made of what is not standardised.
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
    throw new HandgradError(
      'augmentation: offline copies are made of bytes, not of what is standardised; vary images online',
    );
  }
  const images = { name: 'training images', description: '', images: inputs, labels: targets, height, width, channels };
  return imageExamples(await makeCopies(imageDataset({ ...images, classes: options.classes }), pipelines, options));
}

/** What `fit` is told of the augmentation of every batch. */
export function augmentOnline({ generator }: Extract<Augmentation, { when: 'online' }>): Pick<FitOptions, 'augment'> {
  return { augment: generator };
}
