import { gradients, initialValues, ones, ops, tensor, zeros, type Tensor } from 'handgrad';
import { chartConfig, palette } from '../../../src/report/charts/theme.js';
import { renderSvg } from '../../../src/report/render-chart.js';

/** The lesson's gradient as it is on arrival, without its mean, without its part along xhat, and as the engine passes it on. */
async function removed(): Promise<string> {
  const x = tensor([1, 2, 3, 6], { dtype: 'float64', shape: [4, 1], requiresGrad: true });
  const g = tensor([2, 0, -2, 4], { dtype: 'float64', shape: [4, 1] });
  const [one, zero] = [ones([1], { dtype: 'float64' }), zeros([1], { dtype: 'float64' })];
  const xhat = ops.batchNorm(x, one, zero);
  const centred = g.sub(g.mean(0));
  const [dx] = gradients(xhat, [x], { upstream: g });
  const stages: Record<string, Tensor> = {
    'g, as it arrives': g,
    'without its mean': centred,
    'without its part along x̂': centred.sub(xhat.mul(g.mul(xhat).mean(0))),
    'times r: dL/dx': dx,
  };
  const values = [];
  for (const [stage, numbers] of Object.entries(stages)) {
    values.push(...Array.from(await numbers.data(), (value, i) => ({ stage, example: i + 1, value })));
  }
  return renderSvg({
    width: 130,
    height: 180,
    data: { values },
    mark: 'bar',
    encoding: {
      column: { field: 'stage', type: 'nominal', title: null, sort: Object.keys(stages) },
      x: { field: 'example', type: 'ordinal', axis: { labelAngle: 0 } },
      y: { field: 'value', type: 'quantitative', title: null },
      color: { field: 'stage', type: 'nominal', legend: null, scale: { domain: Object.keys(stages) } },
    },
    config: chartConfig,
  });
}

const STEPS = 600;
const BATCH = 32;

/** Means of batches of random numbers around 3, and the moving mean that the engine makes of them. */
async function moving(): Promise<string> {
  const draws = initialValues({ kind: 'normal', mean: 3, standardDeviation: 2 }, [STEPS, BATCH, 1], 1, 'activations');
  const batches = tensor(draws, { shape: [STEPS, BATCH], dtype: 'float64' });
  const means = batches.mean(1);
  const average = zeros([1], { dtype: 'float64' });
  const values = [];
  for (const [step, mean] of (await means.data()).entries()) {
    ops.movingAverage(average, means.slice(step, 1), 0.99);
    values.push({ step: step + 1, statistic: "a batch's mean", value: mean });
    values.push({ step: step + 1, statistic: 'moving mean, momentum 0.99', value: await average.item() });
  }
  const colour = {
    field: 'statistic',
    type: 'nominal',
    title: null,
    scale: { range: [palette[5], palette[1]] },
  } as const;
  return renderSvg({
    width: 520,
    height: 220,
    data: { values },
    mark: { type: 'line', strokeWidth: 1.5 },
    encoding: {
      x: { field: 'step', type: 'quantitative', title: 'training step' },
      y: { field: 'value', type: 'quantitative', title: null },
      color: { ...colour, legend: { orient: 'top' } },
    },
    config: chartConfig,
  });
}

export const pictures: Record<string, () => Promise<string>> = { 'removed.svg': removed, 'moving.svg': moving };
