import type { Interval } from '../../../src/report/statistics/interval.js';
import { meanOf } from '../../../src/data/statistics/sample.js';
import { NORMAL_QUANTILE, studentQuantile } from '../../../src/report/statistics/student-t.js';
import type { Spread } from './spread.js';

/** A share, and of how many images. */
export interface CountedShare {
  readonly share: number;
  readonly count: number;
}

/**
 * Where one further run lies, with 95 % confidence, after n runs of mean m (Hahn & Meeker 1991, "Statistical Intervals", section 4.7).
 * Its own seed and the error of m both count, with the pooled spread s and its v degrees of freedom:
 *
 *   m -+ t(v) s sqrt(1 + 1 / n)
 *
 * `images`: given where that run is scored on other images than ours, drawn from the same kind. Then both shares p, of N images each,
 * have a binomial error of variance p (1 - p) / N, whatever the seed; the half widths add as independent errors do:
 *
 *   half^2 = t(v)^2 s^2 (1 + 1 / n) + z^2 (p1 (1 - p1) / N1 + p2 (1 - p2) / N2)        z = 1.96
 *
 * Our runs share their images, so that term does not shrink with n.
 */
export function predictionInterval(
  values: readonly number[],
  { deviation, degrees }: Spread,
  images: readonly CountedShare[] = [],
): Interval {
  const seeds = studentQuantile(degrees) * deviation * Math.sqrt(1 + 1 / values.length);
  const luck = images.reduce((total, { share, count }) => total + (share * (1 - share)) / count, 0);
  return around(meanOf(values), Math.hypot(seeds, NORMAL_QUANTILE * Math.sqrt(luck)));
}

function around(centre: number, halfWidth: number): Interval {
  return { low: centre - halfWidth, high: centre + halfWidth };
}
