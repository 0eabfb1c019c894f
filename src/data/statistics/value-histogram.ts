import type { ImageDataset } from '../dataset.js';

/** What the values of all pixels (and channels) are, in grey levels. */
export interface ValueSummary {
  readonly least: number;
  readonly greatest: number;
  readonly mean: number;
  /** Standard deviation: the root of the mean squared difference from the mean. */
  readonly deviation: number;
  /** Shares of all values, from 0 to 1. */
  readonly zeroShare: number;
  readonly fullShare: number;
}

/** How often each of the 256 values of a byte occurs among all pixels and channels: [256]. */
export function valueHistogram({ images }: Pick<ImageDataset, 'images'>): number[] {
  const counts = new Float64Array(256);
  for (let i = 0; i < images.length; i++) counts[images[i]]++;
  return [...counts];
}

/**
 * What a histogram of byte values comes to.
 *
 *   mean = sum_v v n_v / n,   deviation^2 = sum_v (v - mean)^2 n_v / n
 */
export function valueSummary(histogram: readonly number[]): ValueSummary {
  const total = histogram.reduce((sum, count) => sum + count, 0);
  const mean = histogram.reduce((sum, count, value) => sum + value * count, 0) / total;
  const variance = histogram.reduce((sum, count, value) => sum + (value - mean) ** 2 * count, 0) / total;
  return {
    least: histogram.findIndex((count) => count > 0),
    greatest: histogram.findLastIndex((count) => count > 0),
    mean,
    deviation: Math.sqrt(variance),
    zeroShare: histogram[0] / total,
    fullShare: histogram[255] / total,
  };
}
