import { pointsText } from '../reproduce/report/texts.js';
import { contrast } from './contrast.js';
import type { Evidence } from './evidence.js';

/** What becomes of something that a notebook says. `undecided`: runs differ by more than what is claimed. */
export type ClaimVerdict = 'holds' | 'does not hold' | 'undecided' | 'not comparable';

/** One thing that a notebook says, and what our runs say to it. */
export interface Claim {
  readonly says: string;
  /** What was measured, in figures. */
  readonly measured: string;
  readonly verdict: ClaimVerdict;
}

/** That some experiments are more accurate than others: decided where the interval of the difference does not contain 0. */
export function more(evidence: Evidence, says: string, a: readonly string[], b: readonly string[]): Claim {
  const { difference, interval } = contrast(evidence, a, b);
  const verdict = interval.low > 0 ? 'holds' : interval.high < 0 ? 'does not hold' : 'undecided';
  return { says, measured: differenceText(difference, interval), verdict };
}

/** That they do not differ: refuted where the interval of the difference does not contain 0. */
export function alike(evidence: Evidence, says: string, a: readonly string[], b: readonly string[]): Claim {
  const { difference, interval } = contrast(evidence, a, b);
  const verdict = interval.low <= 0 && interval.high >= 0 ? 'holds' : 'does not hold';
  return { says, measured: differenceText(difference, interval), verdict };
}

/** That the first gain nothing over the others: refuted where the whole interval of the difference is above 0. */
export function noGain(evidence: Evidence, says: string, a: readonly string[], b: readonly string[]): Claim {
  const { difference, interval } = contrast(evidence, a, b);
  return {
    says,
    measured: differenceText(difference, interval),
    verdict: interval.low > 0 ? 'does not hold' : 'holds',
  };
}

/** Something that figures decide without an interval. */
export function fact(says: string, measured: string, holds: boolean): Claim {
  return { says, measured, verdict: holds ? 'holds' : 'does not hold' };
}

/** Something that nothing at hand can decide; `why` is what stands instead of a figure. */
export function notComparable(says: string, why: string): Claim {
  return { says, measured: why, verdict: 'not comparable' };
}

function differenceText(difference: number, { low, high }: { low: number; high: number }): string {
  return `${pointsText(difference)} points (${pointsText(low)} to ${pointsText(high)})`;
}
