import type { TopLevelSpec } from 'vega-lite';
import { chartConfig } from '../../../src/report/charts/theme.js';
import type { Comparison } from '../comparison.js';
import { scatterAgainst } from './scatter-against.js';

/** Seconds of each training, ours against published, with lines where ours is as fast, 10 and 100 times as fast. */
export function timeChart(comparisons: readonly Comparison[]): TopLevelSpec {
  const values = comparisons.flatMap(({ notebook, published, seconds }) =>
    published.seconds === null || seconds === null
      ? []
      : [{ notebook: notebook.number, published: published.seconds, ours: seconds }],
  );
  return {
    title: { text: 'Time of a training', subtitle: 'each point an experiment; lines: how many times faster ours is' },
    ...scatterAgainst(values, 'time, s', [1, 10, 100]),
    config: chartConfig,
  };
}
