import type { ImageDataset } from '../dataset.js';
import { classAverages } from './class-averages.js';
import { correlation } from './correlation.js';
import { meanAndDeviation } from './image-means.js';
import { labelDistribution } from './label-distribution.js';

/** How alike training and test images of a class are. */
export interface ClassSimilarity {
  readonly label: number;
  /** Share of the label in each part, 0 to 1. */
  readonly share: { readonly train: number; readonly test: number };
  /** Mean grey level of the class in each part; NaN where it has no images. */
  readonly grey: { readonly train: number; readonly test: number };
  /** Correlation of both average images, pixel by pixel; NaN where one is missing. */
  readonly averageCorrelation: number;
}

/**
 * Compares training and test images class by class: shares, mean grey levels, average images.
 * trainAverages: `classAverages` of the training images.
 */
export function classSimilarities(
  train: ImageDataset,
  test: ImageDataset,
  trainAverages: readonly Float64Array[] = classAverages(train),
): ClassSimilarity[] {
  const testAverages = classAverages(test);
  const testLabels = labelDistribution(test);
  return labelDistribution(train).map(({ label, share }) => ({
    label,
    share: { train: share, test: testLabels[label].share },
    grey: { train: meanAndDeviation(trainAverages[label]).mean, test: meanAndDeviation(testAverages[label]).mean },
    averageCorrelation: correlation(trainAverages[label], testAverages[label]),
  }));
}
