import type { TopLevelSpec } from 'vega-lite';
import { chartConfig, palette } from '../../src/report/charts/theme.js';
import type { Comparison } from '../reproduce/comparison.js';

/** Accuracies side by side: a row for each experiment, ours with the 95 % interval of one further run, and the published one. */
export function accuracyChart(title: string, comparisons: readonly Comparison[]): TopLevelSpec {
  const name = ({ recipe }: Comparison) => recipe.id.split('/')[1];
  const percent = (share: number) => 100 * share;
  const points = comparisons.flatMap((one) => [
    ...(one.mean === null ? [] : [{ name: name(one), whose: 'ours', accuracy: percent(one.mean) }]),
    ...(one.published.value === null
      ? []
      : [{ name: name(one), whose: 'published', accuracy: percent(one.published.value) }]),
  ]);
  const intervals = comparisons.flatMap((one) =>
    one.prediction === null
      ? []
      : [{ name: name(one), low: percent(one.prediction.low), high: Math.min(100, percent(one.prediction.high)) }],
  );
  const y = {
    field: 'name',
    type: 'nominal',
    sort: comparisons.map(name),
    title: null,
    axis: { labelLimit: 300 },
  } as const;
  const x = { type: 'quantitative', title: 'accuracy, %', scale: { zero: false } } as const;
  const [blue, orange] = palette;
  const domain = ['ours', 'published'];
  return {
    title: { text: title, subtitle: 'line: 95 % prediction interval of one further run of ours' },
    width: 420,
    height: { step: 20 },
    layer: [
      {
        data: { values: intervals },
        mark: { type: 'rule', strokeWidth: 2, color: blue },
        encoding: { y, x: { ...x, field: 'low' }, x2: { field: 'high' } },
      },
      {
        data: { values: points },
        mark: { type: 'point', filled: true, size: 80, opacity: 1 },
        encoding: {
          y,
          x: { ...x, field: 'accuracy' },
          color: { field: 'whose', type: 'nominal', title: null, scale: { domain, range: [blue, orange] } },
          shape: { field: 'whose', type: 'nominal', title: null, scale: { domain, range: ['circle', 'diamond'] } },
        },
      },
    ],
    config: chartConfig,
  };
}
