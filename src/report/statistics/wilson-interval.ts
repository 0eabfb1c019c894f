import { HandgradError } from '../../tensor/error.js';
import type { Interval } from './interval.js';
import { NORMAL_QUANTILE as Z } from './student-t.js';

/**
 * The 95 % interval of a share of which `right` of `count` independent trials were seen: Wilson's score interval (Wilson 1927,
 * "Probable inference, the law of succession, and statistical inference"), which unlike p +- z sqrt(p (1 - p) / n) keeps its level
 * near 0 and 1, where accuracies are (Brown, Cai & DasGupta 2001).
 *
 *     (p + z^2 / 2n +- z sqrt(p (1 - p) / n + z^2 / 4n^2)) / (1 + z^2 / n)
 *
 * @throws {HandgradError} unless count is at least 1 and right from 0 to count.
 */
export function wilsonInterval(right: number, count: number): Interval {
  if (!(count >= 1 && right >= 0 && right <= count)) {
    throw new HandgradError(`wilsonInterval: ${right} of ${count}, expected a part of at least one`);
  }
  const p = right / count;
  const centre = p + Z ** 2 / (2 * count);
  const halfWidth = Z * Math.sqrt((p * (1 - p)) / count + Z ** 2 / (4 * count ** 2));
  const scale = 1 + Z ** 2 / count;
  // Exact at the ends, where rounding would leave a hair.
  return {
    low: right === 0 ? 0 : (centre - halfWidth) / scale,
    high: right === count ? 1 : (centre + halfWidth) / scale,
  };
}
