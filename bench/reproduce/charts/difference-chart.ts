import type { TopLevelSpec } from 'vega-lite';
import { chartConfig } from '../../../src/report/charts/theme.js';
import type { Comparison } from '../comparison.js';
import { verdictScales } from './verdict-scales.js';

/**
 * Ours minus published, in points of accuracy: a row for each experiment, a point at our mean, a line over the 95 % prediction interval
 * of one further run. Where the line crosses zero, the published figure agrees.
 */
export function differenceChart(title: string, comparisons: readonly Comparison[]): TopLevelSpec {
  const values = comparisons.flatMap(({ recipe, published, mean, prediction, verdict }) => {
    if (published.value === null || mean === null || prediction === null) return [];
    const points = (share: number) => 100 * (share - published.value!);
    const name = `${recipe.id.split('/')[1]}  (${(100 * published.value).toFixed(2)} %)`;
    return [{ name, verdict, difference: points(mean), low: points(prediction.low), high: points(prediction.high) }];
  });
  const y = { field: 'name', type: 'nominal', sort: null, title: null, axis: { labelLimit: 400 } } as const;
  const x = {
    type: 'quantitative',
    title: 'ours minus published (percentage points)',
    scale: { zero: true },
    axis: { tickCount: 7, labelFlush: false },
  } as const;
  const { color, shape } = verdictScales;
  return {
    title: { text: title, subtitle: 'point: our mean; line: 95 % prediction interval of one further run; (published)' },
    width: 420,
    height: { step: 17 },
    data: { values },
    layer: [
      {
        data: { values: [{ zero: 0 }] },
        mark: { type: 'rule', strokeDash: [4, 3], opacity: 0.7 },
        encoding: { x: { field: 'zero', type: 'quantitative' } },
      },
      {
        mark: { type: 'rule', strokeWidth: 2 },
        encoding: { y, x: { ...x, field: 'low' }, x2: { field: 'high' }, color },
      },
      {
        mark: { type: 'point', filled: true, size: 80, opacity: 1 },
        encoding: { y, x: { ...x, field: 'difference' }, color, shape },
      },
    ],
    config: chartConfig,
  };
}
