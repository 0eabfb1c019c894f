import type { AffineMapRanges, KernelAttributes } from '../../backend/kernels.js';
import { mapStepValue, type StepValue } from '../../backend/program/per-step.js';
import { backendUnder } from '../../backend/program/recorder.js';
import { allocate, run, runInPlace } from '../../backend/run.js';
import { isFloat } from '../../tensor/dtype.js';
import { HandgradError } from '../../tensor/error.js';
import { checkStep, seedWords, streamOf, type Seed } from '../../tensor/random.js';
import { shapeText } from '../../tensor/shape.js';
import type { Tensor } from '../../tensor/tensor.js';
import { transformationKernels, type ImageTransformation } from './transformation.js';

/** What decides how images are varied: the same options vary image i in the same way, on every backend. */
export interface AugmentOptions {
  /** Of the training: another seed draws other maps. */
  readonly seed: Seed;
  /** A stream of its own for every transformation that draws. Default `augment`. */
  readonly stream?: string;
  /** The training step, 0 to 2^32 - 1: every step draws anew. `perStep` where a recorded step is to ask for it. Default 0. */
  readonly step?: StepValue<number>;
  /** The number of the first image, 0 to 2^31 - 1: a part of the images is varied as it is within the whole. Default 0. */
  readonly first?: number;
}

/**
 * Each image varied at random, in its own way.
 *
 *     augmentImages(images, { kind: 'generator', rotationDegrees: 5, zoom: 0.1 }, { seed: 1, step: 7 })
 *
 * images: [n, height, width, channels], float; the result: the same. Images are data, not something that is learned, so no gradient
 * passes: the result is not on the tape.
 * @throws {HandgradError} when these are no images, or require a gradient, or an option is out of its range.
 */
export function augmentImages(images: Tensor, transformation: ImageTransformation, options: AugmentOptions): Tensor {
  checkImages(images);
  const { shape, dtype } = images;
  const [batch, height, width, channels] = shape;
  const { ranges, repeatsEdge } = transformationKernels(transformation, height, width);
  const maps = allocate(backendUnder(images.device), { shape: [batch, 6], dtype: 'float32' });
  runInPlace('affineMaps', [], [maps], mapAttributes(ranges, options));
  const attributes = { batch, height, width, channels, repeatsEdge };
  const [varied] = run('resample', [images, maps], [{ shape, dtype }], attributes);
  return varied;
}

function mapAttributes(
  ranges: AffineMapRanges,
  { seed, stream = 'augment', step = 0, first = 0 }: AugmentOptions,
): StepValue<KernelAttributes<'affineMaps'>> {
  if (!Number.isInteger(first) || first < 0 || first >= 2 ** 31) {
    throw new HandgradError(`augment: the first image is number ${first}, expected a whole number from 0 to 2^31 - 1`);
  }
  const [seedLow, seedHigh] = seedWords(seed);
  const { low: streamLow, high: streamHigh } = streamOf(stream);
  const place = { ...ranges, first, seedLow, seedHigh, streamLow, streamHigh };
  return mapStepValue(step, (step) => ({ ...place, step: checkStep('augment', step) }));
}

function checkImages(images: Tensor): void {
  const { shape, dtype } = images;
  if (shape.length !== 4) {
    throw new HandgradError(
      `augment: the input is ${shapeText(shape)}, expected images [n, height, width, channels]; reshape it`,
    );
  }
  if (!isFloat(dtype)) {
    throw new HandgradError(
      `augment: the images ${shapeText(shape)} are ${dtype}, expected float; cast('float32') them`,
    );
  }
  if (images.requiresGrad) {
    throw new HandgradError('augment: the images require a gradient, and none passes through; detach() them first');
  }
}
