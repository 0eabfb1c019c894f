import type { TopLevelSpec } from 'vega-lite';
import type { EpochRecord } from '../../train/history.js';
import { chartConfig, palette } from '../charts/theme.js';
import { epochAxis } from './epoch-axis.js';

/** From this ratio on of the largest rate to the smallest one, the axis is logarithmic. */
const LOGARITHMIC_FROM = 20;

/** The learning rate with which each epoch ended. */
export function learningRateChart(epochs: readonly EpochRecord[]): TopLevelSpec {
  const rates = epochs.map(({ learningRate }) => learningRate);
  const [smallest, largest] = [Math.min(...rates), Math.max(...rates)];
  const isWide = smallest > 0 && largest / smallest >= LOGARITHMIC_FROM;
  return {
    title: 'Learning rate at the end of each epoch',
    width: 330,
    height: 160,
    data: { values: epochs.map(({ epoch, learningRate }) => ({ epoch, learningRate })) },
    mark: { type: 'line', point: { size: 35, filled: true, color: palette[0] }, strokeWidth: 2, color: palette[0] },
    encoding: {
      x: epochAxis(epochs),
      y: {
        field: 'learningRate',
        type: 'quantitative',
        title: null,
        scale: isWide ? { type: 'log' } : { zero: true, domainMax: 1.15 * largest },
        axis: { tickCount: 4, format: '~g' },
      },
    },
    config: chartConfig,
  };
}
