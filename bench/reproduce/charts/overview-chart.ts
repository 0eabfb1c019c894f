import type { TopLevelSpec } from 'vega-lite';
import { chartConfig } from '../../../src/report/charts/theme.js';
import type { Comparison } from '../comparison.js';
import { scatterAgainst } from './scatter-against.js';

/** The share of images read wrongly, ours against published: on the diagonal both are equal, below it ours is better. */
export function overviewChart(comparisons: readonly Comparison[]): TopLevelSpec {
  const values = comparisons.flatMap(({ notebook, published, mean }) =>
    published.value === null || mean === null
      ? []
      : [{ notebook: notebook.number, published: 100 * (1 - published.value), ours: 100 * (1 - mean) }],
  );
  return {
    title: { text: 'Images read wrongly', subtitle: 'each point an experiment; below the diagonal ours is better' },
    ...scatterAgainst(values, 'error, %', [1]),
    config: chartConfig,
  };
}
