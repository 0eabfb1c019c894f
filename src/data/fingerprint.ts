import { createHash } from 'node:crypto';
import type { ImageDataset } from './dataset.js';

/** SHA-256 of all pixels and labels, in hexadecimal: whether two trainings have learned from the same data. */
export function fingerprintOf({
  train,
  test,
}: {
  readonly train: ImageDataset;
  readonly test: ImageDataset | null;
}): string {
  const hash = createHash('sha256');
  for (const { images, labels } of [train, ...(test ? [test] : [])]) hash.update(images).update(labels);
  return hash.digest('hex');
}
