import type { ImageDataset } from '../dataset.js';

/** The mean value of each image, over its pixels and channels: [count], 0 to 255. */
export function imageMeans({ images, count }: Pick<ImageDataset, 'images' | 'count'>): Float64Array {
  const size = images.length / count;
  return Float64Array.from({ length: count }, (_, index) => {
    let sum = 0;
    for (let i = index * size; i < (index + 1) * size; i++) sum += images[i];
    return sum / size;
  });
}

/**
 * How often each whole grey level occurs among means whose fraction is cut off: entry k counts the means m with
 * k <= m < k + 1. As long as the greatest mean asks for.
 */
export function wholeMeanHistogram(means: ArrayLike<number>): number[] {
  const counts: number[] = [];
  for (let i = 0; i < means.length; i++) {
    const level = Math.floor(means[i]);
    while (counts.length <= level) counts.push(0);
    counts[level]++;
  }
  return counts;
}

/** Mean and standard deviation (dividing by the number of values). */
export function meanAndDeviation(values: ArrayLike<number>): { mean: number; deviation: number } {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  const mean = sum / values.length;
  let squares = 0;
  for (let i = 0; i < values.length; i++) squares += (values[i] - mean) ** 2;
  return { mean, deviation: Math.sqrt(squares / values.length) };
}
