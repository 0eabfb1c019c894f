import type { TopLevelSpec } from 'vega-lite';
import type { EpochRecord } from '../../train/history.js';
import { chartConfig, palette, panelTitle } from '../charts/theme.js';
import { epochAxis } from './epoch-axis.js';

const PARTS = [
  { name: 'training', loss: 'loss', accuracy: 'accuracy' },
  { name: 'validation', loss: 'validationLoss', accuracy: 'validationAccuracy' },
] as const;

/** Loss and accuracy of training against validation over the epochs, side by side; training alone where nothing was validated. */
export function learningCurvesChart(epochs: readonly EpochRecord[]): TopLevelSpec {
  const shown = PARTS.filter(({ loss }) => epochs.some((record) => loss in record));
  const domain = shown.map(({ name }) => name);
  const panel = (figure: 'loss' | 'accuracy') => ({
    width: 330,
    height: 240,
    title: panelTitle(figure === 'loss' ? 'loss' : 'accuracy'),
    data: {
      values: shown.flatMap((part) =>
        epochs.flatMap((record) =>
          record[part[figure]] === undefined
            ? []
            : [{ epoch: record.epoch, part: part.name, value: record[part[figure]] }],
        ),
      ),
    },
    mark: { type: 'line' as const, point: { size: 35, filled: true }, strokeWidth: 2 },
    encoding: {
      x: epochAxis(epochs),
      y: {
        field: 'value',
        type: 'quantitative' as const,
        title: null,
        scale: { zero: false },
        axis: { tickCount: 6, ...(figure === 'accuracy' && { format: '.1~%' }) },
      },
      color: {
        field: 'part',
        type: 'nominal' as const,
        title: null,
        scale: { domain, range: palette.slice(0, domain.length) },
      },
      shape: { field: 'part', type: 'nominal' as const, title: null, scale: { domain } },
    },
  });
  return {
    title: 'Learning curves',
    hconcat: [panel('loss'), panel('accuracy')],
    spacing: 40,
    config: { ...chartConfig, legend: { ...chartConfig.legend, orient: 'bottom' } },
  };
}
