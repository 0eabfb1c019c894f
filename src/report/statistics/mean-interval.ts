import { meanOf, sampleDeviation } from '../../data/statistics/sample.js';
import type { Interval } from './interval.js';
import { studentQuantile } from './student-t.js';

/**
 * Where the mean over all seeds lies, with 95 % confidence, after n runs (Student 1908):
 *
 *   m -+ t(n - 1) s / sqrt(n)        s^2 = sum_k (x_k - m)^2 / (n - 1), of these runs alone
 *
 * Null for a single run, which says nothing about its spread.
 */
export function meanInterval(values: readonly number[]): Interval | null {
  if (values.length < 2) return null;
  const mean = meanOf(values);
  const halfWidth = (studentQuantile(values.length - 1) * sampleDeviation(values)) / Math.sqrt(values.length);
  return { low: mean - halfWidth, high: mean + halfWidth };
}
