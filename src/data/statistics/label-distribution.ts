import { classCounts, type ImageDataset } from '../dataset.js';

/** How often a label occurs: as a number of images, and as a share of them from 0 to 1. */
export interface LabelShare {
  readonly label: number;
  readonly count: number;
  readonly share: number;
}

/** How the images of a data set are spread over the labels; one entry for each label, 0 first. */
export function labelDistribution(dataset: Pick<ImageDataset, 'labels' | 'classes'>): LabelShare[] {
  const total = dataset.labels.length;
  return classCounts(dataset).map((count, label) => ({ label, count, share: count / total }));
}
