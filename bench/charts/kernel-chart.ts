import type { TopLevelSpec } from 'vega-lite';
import { ceilingOf } from '../ceilings/ceiling.js';
import type { BenchResult, Measurement } from '../result.js';
import { chartConfig, seriesScales } from './series.js';

/** Throughput of a family's kernels over their sizes, one panel for each kernel, dashed the ceilings. */
export function kernelChart(result: BenchResult, family: string): TopLevelSpec {
  const measurements = result.measurements.filter(({ group }) => group === family);
  const isProduct = measurements.some(({ figures }) => figures.gflops !== undefined);
  const unit = isProduct ? 'GFLOP/s' : 'GB/s';
  const runners = [...new Set(result.measurements.map(({ runner }) => runner))];
  const { color, shape } = seriesScales(runners);
  const x = {
    field: 'scale',
    type: 'quantitative',
    scale: { type: 'log', nice: false },
    axis: { tickCount: 4, format: '~s' },
    title: scaleTitle(family),
  } as const;
  const y = { type: 'quantitative', scale: { type: 'log' }, axis: { tickCount: 4 }, title: unit } as const;
  return {
    title: { text: `${family}: throughput`, subtitle: `${result.machine.cpu}; dashed: what the device can do at most` },
    data: { values: measurements.map((one) => panelRow(result, one, isProduct)) },
    facet: { field: 'name', type: 'nominal', sort: null },
    columns: 3,
    spec: {
      width: 230,
      height: 170,
      layer: [
        {
          mark: { type: 'line', strokeDash: [5, 4], strokeWidth: 1 },
          encoding: { x, y: { ...y, field: 'ceiling' }, color },
        },
        { mark: { type: 'rule' }, encoding: { x, y: { ...y, field: 'slow' }, y2: { field: 'fast' }, color } },
        { mark: { type: 'line' }, encoding: { x, y: { ...y, field: 'rate' }, color } },
        {
          mark: { type: 'point', filled: true, size: 45, opacity: 1 },
          encoding: { x, y: { ...y, field: 'rate' }, color, shape },
        },
      ],
    },
    config: chartConfig,
  };
}

/** The median's rate, those of the quartiles, and the ceiling. */
function panelRow(
  result: BenchResult,
  { name, scale, runner, figures, milliseconds }: Measurement,
  isProduct: boolean,
) {
  const ceiling = ceilingOf(result.ceilings, runner);
  const rate = isProduct ? figures.gflops : figures.gigabytesPerSecond;
  const { median, lowerQuartile, upperQuartile } = milliseconds;
  return {
    name,
    scale,
    runner,
    rate,
    slow: (rate! * median) / upperQuartile,
    fast: (rate! * median) / lowerQuartile,
    ceiling: isProduct ? ceiling?.gflops : ceiling?.gigabytesPerSecond,
  };
}

function scaleTitle(family: string): string {
  switch (family) {
    case 'matmul':
      return 'cube root of m · k · n';
    case 'conv2d':
    case 'pooling':
      return 'images in the batch';
    case 'normalization':
    case 'softmax':
      return 'rows';
    default:
      return 'elements or rows';
  }
}
