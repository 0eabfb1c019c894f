import { createHash } from 'node:crypto';
import { imageAt, type ImageDataset } from '../dataset.js';

/** How many images are copies, byte for byte. */
export interface IdenticalImages {
  /** Training images that are equal to an earlier one. */
  readonly inTraining: number;
  /** Test images that are equal to an earlier one. */
  readonly inTest: number;
  /** Test images that are training images, too: on these a network shows its memory. */
  readonly testInTraining: number;
}

/** Counts the copies in a data set and between its two parts, by the SHA-1 of each image's bytes. */
export function identicalImages(train: ImageDataset, test: ImageDataset): IdenticalImages {
  const [training, testing] = [digests(train), digests(test)];
  const known = new Set(training);
  return {
    inTraining: train.count - known.size,
    inTest: test.count - new Set(testing).size,
    testInTraining: testing.filter((digest) => known.has(digest)).length,
  };
}

function digests(dataset: ImageDataset): string[] {
  return Array.from({ length: dataset.count }, (_, index) => {
    return createHash('sha1').update(imageAt(dataset, index)).digest('base64');
  });
}
