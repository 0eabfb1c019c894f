import type { RunView } from '../engine/run-store.js';
import type { ChartSeries } from '../parts/chart.js';

export type Figure = 'loss' | 'accuracy';

const validationName = { loss: 'validationLoss', accuracy: 'validationAccuracy' } as const;

/** A figure of a run over the epochs: in training, and on unseen images where it is measured on some. */
export function curvesOf({ report, progress, epochs }: RunView, figure: Figure): ChartSeries[] {
  const training: ChartSeries = {
    label: 'training',
    colour: '--accent',
    x: progress.value.map(({ step }) => step / report.batches),
    y: progress.value.map((told) => told[figure]),
  };
  const name = validationName[figure];
  const validation: ChartSeries = {
    label: 'unseen images',
    colour: '--second',
    isDashed: true,
    x: epochs.value.map(({ epoch }) => epoch),
    y: epochs.value.map((record) => record[name]),
  };
  return [training, validation];
}
