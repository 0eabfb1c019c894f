import { createHash } from 'node:crypto';
import type { ImageDataset } from '../dataset.js';

type Images = Pick<ImageDataset, 'images' | 'count'>;

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
export function identicalImages(train: Images, test: Images): IdenticalImages {
  const [training, testing] = [digests(train), digests(test)];
  const known = new Set(training);
  return {
    inTraining: train.count - known.size,
    inTest: test.count - new Set(testing).size,
    testInTraining: testing.filter((digest) => known.has(digest)).length,
  };
}

function digests({ images, count }: Images): string[] {
  const size = images.length / count;
  return Array.from({ length: count }, (_, index) => {
    const image = images.subarray(index * size, (index + 1) * size);
    return createHash('sha1').update(image).digest('base64');
  });
}
