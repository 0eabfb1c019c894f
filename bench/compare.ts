import type { Measurement } from './result.js';
import { notchHalfWidth, type Spread } from './statistics.js';

/** One measurement of two results. */
export interface ComparedPair {
  readonly id: string;
  readonly before: Spread;
  readonly now: Spread;
  /** Of the medians: above 1 is slower. */
  readonly ratio: number;
  readonly verdict: 'slower' | 'faster' | 'same';
}

/** Two results side by side. */
export interface Comparison {
  readonly pairs: readonly ComparedPair[];
  /** Ids that only one of the results has. */
  readonly onlyBefore: readonly string[];
  readonly onlyNow: readonly string[];
}

/** Smaller changes of the median are not reported, however significant: two runs of one program differ by as much. */
export const SMALLEST_CHANGE = 0.05;

/**
 * Compares the measurements that two results share.
 *
 * The rule: something became slower (or faster) when the 95 % notches of the two medians, median +- 1.57 IQR / sqrt(n), do not overlap
 * (McGill, Tukey & Larsen 1978) and the median changed by more than `smallestChange`. The first part is about noise within a
 * run, the second about what differs between runs of the same program (layout of memory, the processor's clock).
 */
export function compareMeasurements(
  before: readonly Measurement[],
  now: readonly Measurement[],
  smallestChange = SMALLEST_CHANGE,
): Comparison {
  const earlier = new Map(before.map((measured) => [measured.id, measured]));
  const ids = new Set(now.map(({ id }) => id));
  const pairs = now.flatMap(({ id, milliseconds }) => {
    const other = earlier.get(id);
    return other ? [comparePair(id, other.milliseconds, milliseconds, smallestChange)] : [];
  });
  return {
    pairs,
    onlyBefore: [...earlier.keys()].filter((id) => !ids.has(id)),
    onlyNow: [...ids].filter((id) => !earlier.has(id)),
  };
}

function comparePair(id: string, before: Spread, now: Spread, smallestChange: number): ComparedPair {
  const ratio = now.median / before.median;
  const isBeyondNoise = Math.abs(now.median - before.median) > notchHalfWidth(before) + notchHalfWidth(now);
  const isSlower = isBeyondNoise && ratio > 1 + smallestChange;
  const isFaster = isBeyondNoise && ratio < 1 / (1 + smallestChange);
  return { id, before, now, ratio, verdict: isSlower ? 'slower' : isFaster ? 'faster' : 'same' };
}
