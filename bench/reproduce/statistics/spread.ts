import { meanOf } from '../../../src/data/statistics/sample.js';

/**
 * How much one training differs from the same training with another seed.
 *
 * Seeds change the first weights and the order of the images; the deviation s that this makes is nearly the same for trainings of one
 * kind, so it is estimated from all of them together. With experiments i, each run n_i times with mean m_i,
 *
 *   s^2 = sum_i sum_k (x_ik - m_i)^2 / v        v = sum_i (n_i - 1) degrees of freedom
 *
 * (pooled variance: Snedecor & Cochran 1989, "Statistical Methods", section 6.4). An experiment that was run once adds nothing.
 */
export interface Spread {
  /** Standard deviation between seeds, in the unit of the figures. */
  readonly deviation: number;
  /** What it is an estimate from: the v of its t. */
  readonly degrees: number;
}

/** The pooled spread of groups of repeats; null where nothing was repeated. */
export function pooledSpread(groups: readonly (readonly number[])[]): Spread | null {
  const repeated = groups.filter((values) => values.length > 1);
  const degrees = repeated.reduce((total, values) => total + values.length - 1, 0);
  if (degrees === 0) return null;
  const squares = repeated.flatMap((values) => {
    const mean = meanOf(values);
    return values.map((value) => (value - mean) ** 2);
  });
  return { deviation: Math.sqrt(squares.reduce((total, square) => total + square, 0) / degrees), degrees };
}
