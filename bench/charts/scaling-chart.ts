import type { TopLevelSpec } from 'vega-lite';
import type { BenchResult, Measurement } from '../result.js';
import { fitPowerLaw } from '../statistics.js';
import { chartConfig, seriesScales } from './series.js';

/** The groups of a training bench's measurements that make up the scaling study: `scaling with batch`, ... */
export const SCALING_PREFIX = 'scaling with ';

/** A power law through one runner's times. */
export interface ScalingLaw {
  /** batch, width or depth. */
  readonly axis: string;
  readonly runner: string;
  readonly factor: number;
  readonly exponent: number;
  readonly smallest: number;
  readonly largest: number;
}

/** The fitted power laws of a result, those with at least two sizes. */
export function scalingLaws(measurements: readonly Measurement[]): ScalingLaw[] {
  const groups = new Map<string, Measurement[]>();
  for (const one of measurements) {
    if (!one.group.startsWith(SCALING_PREFIX)) continue;
    const key = `${one.group} on ${one.runner}`;
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.values()].flatMap((group) => {
    const scales = group.map(({ scale }) => scale);
    const [smallest, largest] = [Math.min(...scales), Math.max(...scales)];
    if (smallest === largest) return [];
    const law = fitPowerLaw(group.map(({ scale, milliseconds }) => ({ x: scale, y: milliseconds.median })));
    const axis = group[0].group.slice(SCALING_PREFIX.length);
    return [{ axis, runner: group[0].runner, ...law, smallest, largest }];
  });
}

/** Time per step over batch, width and depth, both axes logarithmic: slopes are the exponents, which are written beside the lines. */
export function scalingChart(result: BenchResult): TopLevelSpec {
  const measured = result.measurements.filter(({ group }) => group.startsWith(SCALING_PREFIX));
  const runners = [...new Set(measured.map(({ runner }) => runner))];
  const axes = [...new Set(measured.map(({ group }) => group.slice(SCALING_PREFIX.length)))];
  const laws = scalingLaws(result.measurements);
  return {
    title: {
      text: 'How the time of a step grows',
      subtitle: `dense networks of 784 inputs; lines: fitted time = a · size^b, b at their ends; ${result.machine.cpu}`,
    },
    hconcat: axes.map((axis) =>
      panel(
        axis,
        measured.filter(({ group }) => group === SCALING_PREFIX + axis),
        laws.filter((law) => law.axis === axis),
        runners,
      ),
    ),
    config: chartConfig,
  };
}

function panel(
  axis: string,
  measured: readonly Measurement[],
  laws: readonly ScalingLaw[],
  runners: readonly string[],
) {
  const { color, shape } = seriesScales(runners);
  const sizes = [...new Set(measured.map(({ scale }) => scale))].sort((a, b) => a - b);
  // Room on the right for the exponents.
  const domain = [sizes[0] / 1.2, sizes[sizes.length - 1] * 1.6];
  const x = {
    field: 'size',
    type: 'quantitative',
    scale: { type: 'log', nice: false, domain },
    axis: { values: sizes },
    title: axisTitle(axis),
  } as const;
  const y = { type: 'quantitative', scale: { type: 'log' }, title: 'milliseconds per step' } as const;
  const line = laws.flatMap(({ runner, factor, exponent, smallest, largest }) =>
    [smallest, largest].map((size) => ({ size, runner, ms: factor * size ** exponent })),
  );
  const ends = laws.map(({ runner, factor, exponent, largest }) => ({
    size: largest,
    runner,
    ms: factor * largest ** exponent,
    label: exponent.toFixed(2),
  }));
  const points = measured.map(({ scale, runner, milliseconds }) => ({ size: scale, runner, ...milliseconds }));
  return {
    width: 260,
    height: 240,
    layer: [
      { data: { values: line }, mark: { type: 'line' as const }, encoding: { x, y: { ...y, field: 'ms' }, color } },
      {
        data: { values: points },
        mark: { type: 'rule' as const },
        encoding: { x, y: { ...y, field: 'lowerQuartile' }, y2: { field: 'upperQuartile' }, color },
      },
      {
        data: { values: points },
        mark: { type: 'point' as const, filled: true, size: 50, opacity: 1 },
        encoding: { x, y: { ...y, field: 'median' }, color, shape },
      },
      {
        data: { values: ends },
        mark: { type: 'text' as const, align: 'left' as const, dx: 6, fontSize: 11 },
        encoding: {
          x,
          y: { ...y, field: 'ms' },
          text: { field: 'label', type: 'nominal' as const },
          color,
        },
      },
    ],
  };
}

function axisTitle(axis: string): string {
  switch (axis) {
    case 'batch':
      return 'batch (images)';
    case 'width':
      return 'width (units per hidden layer)';
    default:
      return `${axis} (hidden layers)`;
  }
}
