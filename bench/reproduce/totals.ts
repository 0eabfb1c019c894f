/** What the whole table comes to. */
import type { Comparison } from './comparison.js';
import { inversionsOf, type Inversion } from './statistics/order.js';
import type { Verdict } from './statistics/verdict.js';

export interface Totals {
  readonly experiments: number;
  /** Experiments with at least one run. */
  readonly run: number;
  readonly verdicts: Readonly<Record<Verdict, number>>;
  /** Of the experiments whose published figures ours are held to and that can be read. */
  readonly asked: number;
  readonly agreeOrBetter: number;
  /** Of the printed parameter counts, for experiments that were run. */
  readonly printedCounts: number;
  readonly equalCounts: number;
  /** Published seconds, all together; ours, one run of each, of the same experiments and of all. */
  readonly publishedSeconds: number;
  readonly comparableSeconds: number;
  readonly ourSeconds: number;
}

export function totalsOf(comparisons: readonly Comparison[]): Totals {
  const run = comparisons.filter(({ mean }) => mean !== null);
  const asked = comparisons.filter(
    ({ notebook, published }) => notebook.asked === 'figures' && published.value !== null,
  );
  const verdicts = { agrees: 0, better: 0, worse: 0, unreadable: 0, 'not run': 0 };
  for (const { verdict } of comparisons) verdicts[verdict]++;
  const printed = run.filter(({ published }) => published.parameters !== null);
  const timed = run.filter(({ published }) => published.seconds !== null);
  const seconds = (list: readonly Comparison[]) => list.reduce((total, one) => total + (one.seconds ?? 0), 0);
  return {
    experiments: comparisons.length,
    run: run.length,
    verdicts,
    asked: asked.length,
    agreeOrBetter: asked.filter(({ verdict }) => verdict === 'agrees' || verdict === 'better').length,
    printedCounts: printed.length,
    equalCounts: printed.filter(({ published, parameters }) => published.parameters === parameters).length,
    publishedSeconds: timed.reduce((total, { published }) => total + published.seconds!, 0),
    comparableSeconds: seconds(timed),
    ourSeconds: seconds(run),
  };
}

/** The order of a notebook's models, by our means, against the published one; null until all were run. */
export function orderOf(comparisons: readonly Comparison[]): { pairs: number; inversions: Inversion[] } | null {
  const models = comparisons.flatMap(({ recipe, published, mean }) =>
    mean === null || published.value === null ? [] : [{ name: recipe.id, published: published.value, ours: mean }],
  );
  return models.length < comparisons.length ? null : inversionsOf(models);
}
