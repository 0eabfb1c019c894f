import type { Backend } from '../../backend/backend.js';
import { checkCount } from '../../nn/options.js';
import { tensor } from '../../ops/create.js';
import { HandgradError } from '../../tensor/error.js';
import { tidy } from '../../tensor/lifetime.js';
import type { Seed } from '../../tensor/random.js';
import type { Tensor } from '../../tensor/tensor.js';
import { augmentImages } from '../../train/augment/augment-images.js';
import {
  transformationKernels,
  type AugmentationLayer,
  type ImageTransformation,
} from '../../train/augment/transformation.js';
import type { ImageDataset } from '../dataset.js';

/** Layers that images go through one after the other, and how many varied copies of each image are made in this way. */
export interface AugmentationPipeline {
  /** From 1. */
  readonly copies: number;
  /** At least one. */
  readonly layers: readonly AugmentationLayer[];
}

/** Where copies are computed, and what they are a function of. */
export interface VariationPlace {
  /** Where copies are computed. */
  readonly backend: Backend;
  /** What they are drawn from, with their numbers. */
  readonly seed: Seed;
}

/** One way to vary images: transformations, each with a stream of random numbers, and the step of those streams. */
export interface Variation {
  readonly transformations: readonly { readonly transformation: ImageTransformation; readonly stream: string }[];
  readonly step: number;
}

/** Copy `copy` (from 0) that pipeline number `pipeline` (from 0) makes. */
export function copyOfPipeline(pipelines: readonly AugmentationPipeline[], pipeline: number, copy: number): Variation {
  const transformations = pipelines[pipeline].layers.map((transformation, layer) => ({
    transformation,
    stream: `augment/${pipeline}/${layer}`,
  }));
  return { transformations, step: copy };
}

/** @throws {HandgradError} naming the pipeline that cannot work on images of this size, and why. */
export function checkPipelines(
  pipelines: readonly AugmentationPipeline[],
  { height, width }: Pick<ImageDataset, 'height' | 'width'>,
): void {
  if (pipelines.length === 0) throw new HandgradError('augment: no pipeline is given; expected at least one');
  pipelines.forEach(({ copies, layers }, i) => {
    checkCount(`augment, pipeline ${i + 1}`, 'copies', copies);
    if (layers.length === 0) {
      throw new HandgradError(`augment, pipeline ${i + 1}: it has no layers; expected at least one`);
    }
    for (const layer of layers) transformationKernels(layer, height, width);
  });
}

/** Pixel values on the device at a time: 4 MiB of each picture that a pipeline goes through, large enough to keep a GPU busy. */
const VALUES_AT_ONCE = 2 ** 20;

/**
 * Writes the varied images of a data set one behind the other into `to`, a part at a time, so that the device holds little.
 *
 * Bytes: rounded to the nearest, once, after the last transformation. The error is at most 1/510 of the range from black to white, the
 * same as that of pictures of bytes to begin with; and floats would take four times the memory.
 */
export async function varyImages(
  { images, count, height, width, channels }: Pick<ImageDataset, 'images' | 'count' | 'height' | 'width' | 'channels'>,
  variation: Variation,
  to: Uint8Array,
  { backend, seed, onImages }: VariationPlace & { readonly onImages?: (count: number) => void },
): Promise<void> {
  const size = height * width * channels;
  const atOnce = Math.max(1, Math.floor(VALUES_AT_ONCE / size));
  for (let first = 0; first < count; first += atOnce) {
    const part = images.subarray(first * size, Math.min(first + atOnce, count) * size);
    const partCount = part.length / size;
    const varied = tidy(() => {
      const bytes = tensor(part, { shape: [partCount, height, width, channels], dtype: 'uint8', backend });
      return nearestBytes(transform(bytes.cast('float32'), variation, { seed, first }));
    });
    to.set(await varied.data(), first * size);
    varied.dispose();
    onImages?.(partCount);
  }
}

function transform(images: Tensor, { transformations, step }: Variation, place: { seed: Seed; first: number }): Tensor {
  return transformations.reduce(
    (varied, { transformation, stream }) => augmentImages(varied, transformation, { ...place, stream, step }),
    images,
  );
}

/** Of values from 0 to 255. */
function nearestBytes(values: Tensor): Tensor {
  return values.add(0.5).cast('uint8');
}
