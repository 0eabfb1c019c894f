import type { TopLevelSpec } from 'vega-lite';
import type { GradientNormRecord } from '../../train/callbacks/record-gradient-norms.js';
import { chartConfig } from '../charts/theme.js';

/**
 * The norm of each layer's gradient over the training, a line for each layer from the first (dark) to the last (bright); logarithmic,
 * because a vanishing gradient shrinks by a factor from layer to layer. A norm of 0 has no place on such an axis and is left out.
 */
export function gradientNormChart(records: readonly GradientNormRecord[]): TopLevelSpec {
  const layers = Object.keys(records[0].norms);
  const values = records.flatMap(({ epoch, norms }) =>
    layers.flatMap((layer) => (norms[layer] > 0 ? [{ epoch, layer, norm: norms[layer] }] : [])),
  );
  return {
    title: {
      text: 'Gradient norm of each layer',
      subtitle: 'on the same 128 training images each time; logarithmic; dark: first layer, bright: last layer',
    },
    width: 560,
    height: 300,
    data: { values },
    mark: { type: 'line', point: { size: 25, filled: true }, strokeWidth: 2 },
    encoding: {
      x: {
        field: 'epoch',
        type: 'quantitative',
        title: 'epochs trained',
        scale: { domain: [0, Math.max(1, Math.ceil(records[records.length - 1].epoch))] },
        axis: { grid: false, tickMinStep: 1 },
      },
      y: {
        field: 'norm',
        type: 'quantitative',
        title: null,
        scale: { type: 'log' },
        axis: { tickCount: 6, format: '~g' },
      },
      color: {
        field: 'layer',
        type: 'ordinal',
        title: 'layer',
        sort: layers,
        // Not to the end of the scale, whose yellow is too faint for lines on white.
        scale: { scheme: { name: 'viridis', extent: [0, 0.85] } },
      },
    },
    config: chartConfig,
  };
}
