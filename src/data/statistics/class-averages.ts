import { classCounts, type ImageDataset } from '../dataset.js';

/**
 * The average image of each class, pixel by pixel: [classes][height * width * channels], in grey levels. A class
 * without images has NaN everywhere.
 */
export function classAverages(dataset: ImageDataset): Float64Array[] {
  const { images, labels, classes, count } = dataset;
  const size = images.length / count;
  const sums = Array.from({ length: classes }, () => new Float64Array(size));
  for (let index = 0; index < count; index++) {
    const sum = sums[labels[index]];
    const start = index * size;
    for (let pixel = 0; pixel < size; pixel++) sum[pixel] += images[start + pixel];
  }
  const counts = classCounts(dataset);
  return sums.map((sum, label) => sum.map((value) => value / counts[label]));
}
