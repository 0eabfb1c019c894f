import { createHash } from 'node:crypto';
import type { DigitData } from './dataset.js';

/** SHA-256 of all pixels and labels, in hexadecimal: whether two trainings have learned from the same data. */
export function fingerprintOf({ train, test }: Pick<DigitData, 'train' | 'test'>): string {
  const hash = createHash('sha256');
  for (const { images, labels } of [train, test]) hash.update(images).update(labels);
  return hash.digest('hex');
}
