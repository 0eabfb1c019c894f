import { imageMeans, meanAndDeviation, wholeMeanHistogram } from '../../data/statistics/image-means.js';
import { labelDistribution, type LabelShare } from '../../data/statistics/label-distribution.js';
import { valueHistogram, valueSummary, type ValueSummary } from '../../data/statistics/value-histogram.js';
import type { ExploredImages } from './explored-data.js';

/** What there is to say about one part of a data set, its training or its test images: plain data. */
export interface PartAnalysis {
  readonly images: number;
  /** Each size of images, with how many have it. */
  readonly sizes: readonly { height: number; width: number; channels: number; images: number }[];
  /** Of all images in memory. */
  readonly bytes: number;
  /** Null where the labels are not known. */
  readonly labels: readonly LabelShare[] | null;
  readonly values: ValueSummary;
  /** How often each value from 0 to 255 occurs. */
  readonly valueHistogram: readonly number[];
  readonly imageMeans: ImageMeansAnalysis;
  /** Images that have the same value everywhere. */
  readonly blankImages: number;
}

/** The mean grey levels of images. */
export interface ImageMeansAnalysis {
  readonly mean: number;
  readonly deviation: number;
  /** Whole means of the first images, their fractions cut off. */
  readonly first: readonly number[];
  /** How many images have each whole mean from 0 up. */
  readonly histogram: readonly number[];
}

/** How many whole means are listed one by one. */
const FIRST = 100;

/** Analyses one part of a data set. `means`: `imageMeans` of it, which whoever calls needs, too. */
export function analysePart(dataset: ExploredImages, means: Float64Array = imageMeans(dataset)): PartAnalysis {
  const { count, height, width, channels, images, labels, classes } = dataset;
  const histogram = valueHistogram(dataset);
  return {
    images: count,
    // A data set has images of one size: its reader refuses others.
    sizes: [{ height, width, channels, images: count }],
    bytes: images.length,
    labels: labels && labelDistribution({ labels, classes }),
    values: valueSummary(histogram),
    valueHistogram: histogram,
    imageMeans: {
      ...meanAndDeviation(means),
      first: [...means.subarray(0, FIRST)].map(Math.floor),
      histogram: wholeMeanHistogram(means),
    },
    blankImages: blankImages(dataset),
  };
}

function blankImages({ images, count }: ExploredImages): number {
  const size = images.length / count;
  let blank = 0;
  for (let start = 0; start < images.length; start += size) {
    const image = images.subarray(start, start + size);
    if (image.every((value) => value === image[0])) blank++;
  }
  return blank;
}
