import { checkCount } from '../../nn/options.js';
import { transformationKernels, type ImageGenerator } from '../../train/augment/transformation.js';
import type { ImageDataset } from '../dataset.js';
import {
  checkPipelines,
  copyOfPipeline,
  varyImages,
  type AugmentationPipeline,
  type Variation,
  type VariationPlace,
} from './variation.js';

/** An image and what augmentation makes of it: [height, width, channels] each, bytes. */
export interface AugmentedImage {
  /** The digit that it shows. */
  readonly label: number;
  /** The image as it is in the data set. */
  readonly original: Uint8Array;
  /** What became of it, each time drawn anew. */
  readonly variants: readonly Uint8Array[];
}

/** How many variants, and where they are made. */
export interface PreviewOptions extends VariationPlace {
  /** How many of each image, from 1. */
  readonly variants: number;
}

/**
 * What augmentation does to images, for people to look at: all images of a data set (take few), each with `variants` of it.
 *
 * Of a generator, variant v is what training step v makes of the image at that place of its batch. Of pipelines each has its turn
 * (1, 2, 3, 1, 2, 3, ...), and variants are the copies that `augmentOffline` makes of these images.
 * @throws {HandgradError} as `augmentOffline`, or when no variant is asked for.
 */
export async function previewAugmentation(
  dataset: ImageDataset,
  augmentation: ImageGenerator | readonly AugmentationPipeline[],
  { backend, seed, variants }: PreviewOptions,
): Promise<AugmentedImage[]> {
  checkCount('augment', 'variants', variants);
  const sets: Uint8Array[] = [];
  for (const variation of variationsOf(dataset, augmentation, variants)) {
    const set = new Uint8Array(dataset.images.length);
    await varyImages(dataset, variation, set, { backend, seed });
    sets.push(set);
  }
  const size = dataset.height * dataset.width * dataset.channels;
  const imageOf = (images: Uint8Array, i: number) => images.subarray(i * size, (i + 1) * size);
  return Array.from(dataset.labels, (label, i) => ({
    label,
    original: imageOf(dataset.images, i),
    variants: sets.map((set) => imageOf(set, i)),
  }));
}

function variationsOf(
  dataset: ImageDataset,
  augmentation: ImageGenerator | readonly AugmentationPipeline[],
  variants: number,
): Variation[] {
  if ('kind' in augmentation) {
    transformationKernels(augmentation, dataset.height, dataset.width);
    const transformations = [{ transformation: augmentation, stream: 'augment' }];
    return Array.from({ length: variants }, (_, step) => ({ transformations, step }));
  }
  checkPipelines(augmentation, dataset);
  const count = augmentation.length;
  return Array.from({ length: variants }, (_, v) => copyOfPipeline(augmentation, v % count, Math.floor(v / count)));
}
