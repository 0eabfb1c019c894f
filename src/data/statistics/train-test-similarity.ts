import type { ImageDataset } from '../dataset.js';
import { correlation } from './correlation.js';
import { meanAndDeviation } from './image-means.js';
import { kolmogorovSmirnov, type DistributionDistance } from './kolmogorov-smirnov.js';
import { labelDistribution } from './label-distribution.js';

/** What is known of one of two parts of a data set. */
export interface PartStatistics {
  readonly dataset: ImageDataset;
  /** `imageMeans` of it. */
  readonly means: Float64Array;
  /** `classAverages` of it. */
  readonly averages: readonly Float64Array[];
}

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

/** How alike training and test images are. */
export interface TrainTestSimilarity {
  readonly classes: readonly ClassSimilarity[];
  /** Greatest difference between a label's shares, 0 to 1. */
  readonly greatestShareDifference: number;
  /** The distributions of the images' mean grey levels. */
  readonly means: DistributionDistance;
}

/** Compares both parts of a data set by labels, mean grey levels and average images. */
export function trainTestSimilarity(train: PartStatistics, test: PartStatistics): TrainTestSimilarity {
  const shares = { train: labelDistribution(train.dataset), test: labelDistribution(test.dataset) };
  const classes = shares.train.map(({ label, share }) => ({
    label,
    share: { train: share, test: shares.test[label].share },
    grey: { train: meanAndDeviation(train.averages[label]).mean, test: meanAndDeviation(test.averages[label]).mean },
    averageCorrelation: correlation(train.averages[label], test.averages[label]),
  }));
  return {
    classes,
    greatestShareDifference: Math.max(...classes.map(({ share }) => Math.abs(share.train - share.test))),
    means: kolmogorovSmirnov(train.means, test.means),
  };
}
