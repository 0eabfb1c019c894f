/**
 * Pixel-wise standardisation: every pixel position for itself, over the images it is fitted to,
 *
 *   y[n, p] = (x[n, p] - mean[p]) / (deviation[p] + epsilon)       deviation[p]^2 = mean over n of (x[n, p] - mean[p])^2
 *
 * with sums in float64: numpy's mean(axis=0) and std(axis=0), whose divisor is the number of images.
 */
import { HandgradError } from '../../tensor/error.js';

/** Per pixel position: [height * width * channels] each. */
export interface PixelStatistics {
  /** Over all images. */
  readonly mean: Float64Array;
  /** Biased: the root of the mean of (x - mean)^2. */
  readonly deviation: Float64Array;
  /** 1 where the pixel has the same value in all images; its deviation is exactly 0. */
  readonly isConstant: Uint8Array;
  /** How many pixels that are. */
  readonly constantPixels: number;
}

/** Mean and deviation of images of `size` values each. */
export function pixelStatistics(values: Uint8Array | Float32Array, size: number): PixelStatistics {
  const count = values.length / size;
  const mean = new Float64Array(size);
  const deviation = new Float64Array(size);
  const isConstant = new Uint8Array(size).fill(1);
  for (let at = 0, pixel = 0; at < values.length; at++, pixel = pixel + 1 === size ? 0 : pixel + 1) {
    mean[pixel] += values[at];
    if (values[at] !== values[pixel]) isConstant[pixel] = 0;
  }
  for (let pixel = 0; pixel < size; pixel++) mean[pixel] /= count;
  for (let at = 0, pixel = 0; at < values.length; at++, pixel = pixel + 1 === size ? 0 : pixel + 1) {
    deviation[pixel] += (values[at] - mean[pixel]) ** 2;
  }
  for (let pixel = 0; pixel < size; pixel++) {
    deviation[pixel] = isConstant[pixel] ? 0 : Math.sqrt(deviation[pixel] / count);
  }
  return { mean, deviation, isConstant, constantPixels: isConstant.reduce((sum, one) => sum + one, 0) };
}

/**
 * What becomes of a pixel that is the same in all images fitted to, and so tells nothing. zero: 0, in every image.
 * divide: it is divided by epsilon alone, as the others by deviation and epsilon; then a test image that differs there
 * by as little as 24 gets 2.4e11 for epsilon 1e-10, beside which no other pixel counts.
 */
export type ConstantPixels = 'zero' | 'divide';

/** How pixels are standardised. */
export interface StandardizeOptions {
  /** Added to each deviation. The recipes of the notebooks have 1e-10. */
  readonly epsilon: number;
  /** What becomes of pixels that are the same in all images. */
  readonly constantPixels: ConstantPixels;
}

/**
 * Standardises images with the statistics of others or their own; float32.
 * @throws {HandgradError} when it would divide by 0.
 */
export function standardize(
  values: Uint8Array | Float32Array,
  { mean, deviation, isConstant }: PixelStatistics,
  { epsilon, constantPixels }: StandardizeOptions,
): Float32Array {
  const size = mean.length;
  const divisor = deviation.map((value) => value + epsilon);
  if (constantPixels === 'zero') isConstant.forEach((constant, pixel) => constant && (divisor[pixel] = Infinity));
  const undivided = divisor.indexOf(0);
  if (undivided >= 0) {
    throw new HandgradError(
      `preprocessing: pixel ${undivided} is the same in all training images, and standardize would divide by its ` +
        "deviation 0; give an epsilon above 0, or constantPixels 'zero'",
    );
  }
  const standardized = new Float32Array(values.length);
  for (let at = 0, pixel = 0; at < values.length; at++, pixel = pixel + 1 === size ? 0 : pixel + 1) {
    standardized[at] = (values[at] - mean[pixel]) / divisor[pixel];
  }
  return standardized;
}
