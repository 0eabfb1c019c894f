import type { ImageDataset } from '../dataset.js';

/** Mean and standard deviation of every pixel over all images: [height * width * channels] each, in grey levels. */
export interface PixelMoments {
  readonly mean: Float64Array;
  /** Exactly 0 for a pixel that has the same value in all images. */
  readonly deviation: Float64Array;
  /** How many pixels never change. */
  readonly constantPixels: number;
}

/**
 * Mean and deviation of each pixel, n being the number of images:
 *
 *   mean = sum x / n,   deviation = sqrt(n sum x^2 - (sum x)^2) / n
 *
 * Both sums and the difference are whole numbers below 2^53 for up to 370,000 images, so a constant pixel's deviation
 * is 0 and not a rounding error.
 */
export function pixelMoments({ images, count }: Pick<ImageDataset, 'images' | 'count'>): PixelMoments {
  const size = images.length / count;
  const sums = new Float64Array(size);
  const squares = new Float64Array(size);
  for (let start = 0; start < images.length; start += size) {
    for (let pixel = 0; pixel < size; pixel++) {
      const value = images[start + pixel];
      sums[pixel] += value;
      squares[pixel] += value * value;
    }
  }
  const deviation = sums.map((sum, pixel) => Math.sqrt(count * squares[pixel] - sum * sum) / count);
  return {
    mean: sums.map((sum) => sum / count),
    deviation,
    constantPixels: deviation.reduce((constant, value) => constant + (value === 0 ? 1 : 0), 0),
  };
}
