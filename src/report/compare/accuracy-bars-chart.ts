import type { TopLevelSpec } from 'vega-lite';
import { chartConfig, panelTitle } from '../charts/theme.js';
import type { ComparedFigures } from './compared-run.js';
import { runColours } from './run-colours.js';

/**
 * The accuracies as bars from zero with their values over them, and beside them as points with their 95 % intervals on a scale of
 * their own, where small differences can be seen.
 */
export function accuracyBarsChart(figures: readonly ComparedFigures[]): TopLevelSpec {
  const values = figures.map(({ name, accuracy, interval }) => ({
    run: name,
    accuracy,
    ...interval,
    text: `${(100 * accuracy).toFixed(2)} %`,
  }));
  const color = { ...runColours(figures.map(({ name }) => name)), legend: null };
  const x = {
    field: 'run',
    type: 'nominal' as const,
    sort: null,
    title: null,
    axis: { labelAngle: -45, labelLimit: 160 },
  };
  const y = { type: 'quantitative' as const, title: null };
  const fromZero = {
    ...y,
    field: 'accuracy',
    scale: { domain: [0, 1.08] },
    axis: { format: '%', values: [0, 0.2, 0.4, 0.6, 0.8, 1] },
  };
  const enlarged = { ...y, scale: { zero: false }, axis: { format: '.1~%', tickCount: 6 } };
  return {
    title: { text: 'Accuracy', subtitle: [...new Set(figures.map(({ scoredOn }) => `on ${scoredOn}`))] },
    data: { values },
    spacing: 40,
    hconcat: [
      {
        title: panelTitle('share that is read right'),
        width: { step: 64 },
        height: 260,
        layer: [
          { mark: { type: 'bar', width: 44 }, encoding: { x, y: fromZero, color } },
          { mark: { type: 'text', dy: -7 }, encoding: { x, y: fromZero, text: { field: 'text', type: 'nominal' } } },
        ],
      },
      {
        title: panelTitle('enlarged, with 95 % intervals (Wilson)'),
        width: { step: 64 },
        height: 260,
        layer: [
          {
            mark: { type: 'rule', strokeWidth: 2 },
            encoding: { x, y: { ...enlarged, field: 'low' }, y2: { field: 'high' }, color },
          },
          {
            mark: { type: 'point', filled: true, size: 80, opacity: 1 },
            encoding: { x, y: { ...enlarged, field: 'accuracy' }, color },
          },
        ],
      },
    ],
    config: chartConfig,
  };
}
