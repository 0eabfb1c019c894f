import { gradients, tensor } from 'handgrad';
import { chartConfig, panelTitle } from '../../../src/report/charts/theme.js';
import { renderSvg } from '../../../src/report/render-chart.js';
import { deepNetwork, digits, gradientNorms, VARIANTS, WIDTHS } from './deep-network.js';

const ACTIVATIONS = ['sigmoid', 'tanh', 'relu'] as const;

/** The three activations and their slopes, as the engine computes them. */
async function slopes(): Promise<string> {
  const points = Array.from({ length: 121 }, (_, i) => (i - 60) / 10);
  const values: { activation: string; z: number; value: number; slope: number }[] = [];
  for (const activation of ACTIVATIONS) {
    const z = tensor(points, { dtype: 'float64', requiresGrad: true });
    const y = z[activation]();
    const [slope] = await Promise.all(gradients(y.sum(), [z]).map((gradient) => gradient.data()));
    const heights = await y.data();
    values.push(...points.map((at, i) => ({ activation, z: at, value: heights[i], slope: slope[i] })));
  }
  const panel = (field: 'value' | 'slope', title: string, domain: number[]) =>
    ({
      title: panelTitle(title),
      width: 270,
      height: 220,
      data: { values },
      mark: { type: 'line', strokeWidth: 2.5, clip: true },
      encoding: {
        x: { field: 'z', type: 'quantitative', title: 'z' },
        y: { field, type: 'quantitative', title: null, scale: { domain } },
        color: { field: 'activation', type: 'nominal', title: null, sort: [...ACTIVATIONS] },
      },
    }) as const;
  return renderSvg({
    hconcat: [panel('value', 'f(z)', [-1.2, 2.4]), panel('slope', "f'(z)", [0, 1.1])],
    config: chartConfig,
  });
}

/** The norm of each layer's gradient in the laboratory's deepest network, before the first step. */
async function norms(): Promise<string> {
  const examples = await digits();
  const layers = [...WIDTHS, 10].map((units, i) => `${i + 1}: ${units} units`);
  const values = [];
  for (const variant of VARIANTS) {
    const measured = await gradientNorms(deepNetwork(...variant), examples);
    values.push(...measured.map((norm, i) => ({ variant: variant.join(', '), layer: layers[i], norm })));
  }
  return renderSvg({
    width: 520,
    height: 280,
    data: { values },
    mark: { type: 'line', point: { size: 50, filled: true }, strokeWidth: 2.5 },
    encoding: {
      x: { field: 'layer', type: 'ordinal', sort: layers, title: null, axis: { labelAngle: 0 } },
      y: {
        field: 'norm',
        type: 'quantitative',
        scale: { type: 'log' },
        title: 'norm of the gradient',
        axis: { format: '~g' },
      },
      color: {
        field: 'variant',
        type: 'nominal',
        title: null,
        sort: VARIANTS.map((variant) => variant.join(', ')),
      },
    },
    config: chartConfig,
  });
}

export const pictures: Record<string, () => Promise<string>> = { 'slopes.svg': slopes, 'gradient-norms.svg': norms };
