import type { TopLevelSpec } from 'vega-lite';
import type { EpochRecord } from '../../train/history.js';
import { chartConfig, palette } from '../charts/theme.js';
import { epochAxis } from './epoch-axis.js';

/** Seconds that each epoch took, validation included. */
export function epochTimeChart(epochs: readonly EpochRecord[]): TopLevelSpec {
  return {
    title: 'Time of each epoch, validation included',
    width: 330,
    height: 160,
    data: { values: epochs.map(({ epoch, seconds }) => ({ epoch, seconds })) },
    mark: { type: 'line', point: { size: 35, filled: true, color: palette[2] }, strokeWidth: 2, color: palette[2] },
    encoding: {
      x: epochAxis(epochs),
      y: {
        field: 'seconds',
        type: 'quantitative',
        title: 'seconds',
        scale: { zero: true },
        axis: { tickCount: 4 },
      },
    },
    config: chartConfig,
  };
}
