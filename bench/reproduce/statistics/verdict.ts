import type { Interval } from '../../../src/report/statistics/interval.js';

/**
 * How a published figure stands to ours: `agrees` when it lies in the prediction interval of one further run of ours; otherwise ours
 * is `better` or `worse`. `unreadable`: there is no published figure. `not run`: there is none of ours.
 */
export type Verdict = 'agrees' | 'better' | 'worse' | 'unreadable' | 'not run';

/** `prediction`: null where there is no run of ours. Figures are better when they are larger. */
export function verdictOn(published: number | null, prediction: Interval | null): Verdict {
  if (prediction === null) return 'not run';
  if (published === null) return 'unreadable';
  if (published < prediction.low) return 'better';
  return published > prediction.high ? 'worse' : 'agrees';
}
