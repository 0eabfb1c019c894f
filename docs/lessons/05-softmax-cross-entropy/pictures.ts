import { gradients, softmaxCrossEntropy, tensor, type Tensor } from 'handgrad';
import { chartConfig, palette } from '../../../src/report/charts/theme.js';
import { renderSvg } from '../../../src/report/render-chart.js';

/** Probabilities, target and gradient of the lesson's example, side by side. */
async function pull(): Promise<string> {
  const z = tensor([2, 1, -1], { dtype: 'float64', requiresGrad: true });
  const p = await z.softmax().data();
  const [dz] = gradients(softmaxCrossEntropy(z.reshape([1, 3]), [1]), [z]);
  const bars = { 'p, what the network says': p, 'y, what is right': [0, 1, 0], 'p - y, the gradient': await dz.data() };
  return renderSvg({
    data: {
      values: Object.entries(bars).flatMap(([quantity, values]) =>
        Array.from(values, (value, index) => ({ quantity, class: index, value })),
      ),
    },
    mark: 'bar',
    width: 150,
    height: 170,
    encoding: {
      column: { field: 'quantity', type: 'nominal', title: null, sort: Object.keys(bars) },
      x: { field: 'class', type: 'ordinal', axis: { labelAngle: 0 } },
      y: { field: 'value', type: 'quantitative', title: null },
      color: { field: 'quantity', type: 'nominal', legend: null, scale: { domain: Object.keys(bars) } },
    },
    config: chartConfig,
  });
}

/** How hard each loss pushes the right one of two logits, over how far it is ahead: the slope through softmax. */
async function push(): Promise<string> {
  const lead = Array.from({ length: 161 }, (_, i) => (i - 80) / 10);
  const target = [1, 0];
  const losses: Record<string, (logits: Tensor) => Tensor> = {
    'cross-entropy': (logits) => logits.logSoftmax().mul(rowOf(target)).sum().neg(),
    'squared error (1/2 of its sum)': (logits) => logits.softmax().sub(rowOf(target)).square().sum().div(2),
  };
  const values = [];
  for (const [loss, compute] of Object.entries(losses)) {
    const logits = tensor(
      lead.map((ahead) => [ahead, 0]),
      { dtype: 'float64', requiresGrad: true },
    );
    const [dlogits] = gradients(compute(logits), [logits]);
    const slopes = (await dlogits.array()) as number[][];
    values.push(...slopes.map(([ofRight], i) => ({ loss, lead: lead[i], slope: ofRight })));
  }
  return renderSvg({
    width: 520,
    height: 240,
    data: { values },
    mark: { type: 'line', strokeWidth: 2.5 },
    encoding: {
      x: { field: 'lead', type: 'quantitative', title: 'logit of the right class minus logit of the wrong one' },
      y: { field: 'slope', type: 'quantitative', title: 'dL/dz of the right class' },
      color: { field: 'loss', title: null, scale: { range: [palette[0], palette[1]] }, legend: { orient: 'top' } },
    },
    config: chartConfig,
  });
}

function rowOf(values: number[]): Tensor {
  return tensor([values], { dtype: 'float64' });
}

export const pictures: Record<string, () => Promise<string>> = { 'pull.svg': pull, 'push.svg': push };
