import { meanOf } from '../../src/data/statistics/sample.js';
import type { Interval } from '../../src/report/statistics/interval.js';
import { studentQuantile } from '../../src/report/statistics/student-t.js';
import { notebookOf } from '../notebooks/index.js';
import { experiment, type Evidence } from './evidence.js';

/** How much more accurate some experiments are than others of their notebook, from -1 to 1. */
export interface Contrast {
  readonly difference: number;
  /** With 95 % confidence, over seeds. */
  readonly interval: Interval;
}

/**
 * The difference of two groups' means, over the same images:
 *
 *   d = mean over a of m_a - mean over b of m_b
 *   half^2 = t(v)^2 s^2 (sum over a of 1 / (n_a A^2) + sum over b of 1 / (n_b B^2))
 *
 * with m the mean over an experiment's n runs, A and B experiments in the groups, and s the deviation between seeds with its v
 * degrees of freedom, pooled over the notebook (Snedecor & Cochran 1989, "Statistical Methods", section 12.4: linear contrasts).
 */
export function contrast(evidence: Evidence, a: readonly string[], b: readonly string[]): Contrast {
  const groups = [a, b].map((ids) => ids.map((id) => experiment(evidence, id)));
  const [meanA, meanB] = groups.map((group) => meanOf(group.map(({ mean }) => mean)));
  const { deviation, degrees } = evidence.spreadOf(notebookOf(a[0]).number);
  const variance = groups
    .map((group) => group.reduce((total, { runs }) => total + 1 / (runs.length * group.length ** 2), 0))
    .reduce((total, one) => total + one, 0);
  const halfWidth = studentQuantile(degrees) * deviation * Math.sqrt(variance);
  const difference = meanA - meanB;
  return { difference, interval: { low: difference - halfWidth, high: difference + halfWidth } };
}
