import type { TopLevelSpec } from 'vega-lite';
import { chartConfig, palette } from '../charts/theme.js';
import type { ClassRates } from './class-rates.js';

const SCORES = [
  { name: 'precision', of: ({ precision }: ClassRates) => precision },
  { name: 'recall', of: ({ recall }: ClassRates) => recall },
  { name: 'F1', of: ({ f1 }: ClassRates) => f1 },
] as const;

/** Precision, recall and F1 of each digit as points; the bar goes from the smallest to the largest of the three. */
export function classScoresChart(classes: readonly ClassRates[]): TopLevelSpec {
  const values = classes.flatMap((rates) =>
    SCORES.map(({ name, of }) => ({ digit: rates.name, score: name, value: of(rates) })),
  );
  const y = { field: 'digit', type: 'ordinal', sort: null, title: 'digit' } as const;
  const x = {
    type: 'quantitative',
    title: null,
    scale: { zero: false },
    axis: { format: '.1~%', tickCount: 6 },
  } as const;
  const domain = SCORES.map(({ name }) => name);
  return {
    title: 'Precision, recall and F1 of each digit',
    width: 420,
    height: { step: 26 },
    data: { values },
    layer: [
      {
        transform: [
          {
            aggregate: [
              { op: 'min', field: 'value', as: 'least' },
              { op: 'max', field: 'value', as: 'most' },
            ],
            groupby: ['digit'],
          },
        ],
        mark: { type: 'rule', strokeWidth: 2, opacity: 0.3 },
        encoding: { y, x: { ...x, field: 'least' }, x2: { field: 'most' } },
      },
      {
        mark: { type: 'point', filled: true, size: 70, opacity: 1 },
        encoding: {
          y,
          x: { ...x, field: 'value' },
          color: { field: 'score', type: 'nominal', title: null, scale: { domain, range: palette.slice(0, 3) } },
          shape: { field: 'score', type: 'nominal', title: null, scale: { domain } },
        },
      },
    ],
    config: { ...chartConfig, axisY: { labelAngle: 0, titleAngle: 0, titlePadding: 14, grid: true } },
  };
}
