import type { Claim, ClaimVerdict } from './claim.js';
import type { Evidence } from './evidence.js';
import type { Measurements } from './measurements.js';

/** A question that a notebook asks. */
export interface Question {
  /** `002`. */
  readonly notebook: string;
  readonly question: string;
  /** The notebook's answer, one claim after the other, each beside our figures. */
  claims(evidence: Evidence, measured: Measurements): readonly Claim[];
  /** What is to be said beyond the figures; computed where it has any. */
  remark?(evidence: Evidence, measured: Measurements): string;
  /** Experiments to be drawn side by side. */
  readonly drawn?: readonly string[];
}

/** What becomes of a notebook's whole answer. */
export type Conclusion = 'holds' | 'holds in part' | 'does not hold' | 'undecided' | 'not comparable';

/** Claims that cannot be compared do not count, unless there are no others. */
export function conclusionOf(claims: readonly Claim[]): Conclusion {
  const verdicts = new Set<ClaimVerdict>(claims.map(({ verdict }) => verdict));
  verdicts.delete('not comparable');
  if (verdicts.size === 0) return 'not comparable';
  if (verdicts.size === 1) return [...verdicts][0];
  return verdicts.has('holds') ? 'holds in part' : 'does not hold';
}
