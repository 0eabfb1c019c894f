import type { TopLevelSpec } from 'vega-lite';
import type { BenchResult } from '../result.js';
import { workloads } from '../workloads.js';
import { chartConfig, seriesScales } from './series.js';

/** Milliseconds of every workload: a panel for each, a row for each runner, points at medians, bars from quartile to quartile. */
export function workloadChart(result: BenchResult): TopLevelSpec {
  const measurements = result.measurements.filter(({ group }) => group === 'workloads');
  const runners = [...new Set(measurements.map(({ runner }) => runner))];
  const { color, shape } = seriesScales(runners);
  const x = {
    type: 'quantitative',
    scale: { type: 'log' },
    title: 'milliseconds (logarithmic; left is faster)',
  } as const;
  const y = { field: 'runner', type: 'nominal', sort: runners, title: null } as const;
  const quiet = { legend: null };
  return {
    title: { text: 'Time per training step (W7: per 10,000 images)', subtitle: result.machine.cpu },
    data: {
      values: measurements.map(({ name, runner, milliseconds }) => ({
        name: panelTitle(name),
        runner,
        ...milliseconds,
      })),
    },
    facet: { field: 'name', type: 'nominal', sort: null },
    columns: 2,
    spec: {
      width: 330,
      height: { step: 28 },
      layer: [
        {
          mark: { type: 'rule', strokeWidth: 3 },
          encoding: {
            x: { ...x, field: 'lowerQuartile' },
            x2: { field: 'upperQuartile' },
            y,
            color: { ...color, ...quiet },
          },
        },
        {
          mark: { type: 'point', filled: true, size: 70, opacity: 1 },
          encoding: { x: { ...x, field: 'median' }, y, color: { ...color, ...quiet }, shape: { ...shape, ...quiet } },
        },
        {
          mark: { type: 'text', dy: -11, fontSize: 10 },
          encoding: { x: { ...x, field: 'median' }, y, text: { field: 'median', format: '.3~g' } },
        },
      ],
    },
    resolve: { scale: { x: 'independent' } },
    config: chartConfig,
  };
}

function panelTitle(id: string): string {
  const title = workloads.find((workload) => workload.id === id)?.title;
  return title === undefined ? id : `${id}: ${title}`;
}
