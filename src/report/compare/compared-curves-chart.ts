import type { TopLevelSpec } from 'vega-lite';
import { chartConfig, panelTitle } from '../charts/theme.js';
import { epochAxis } from '../run/epoch-axis.js';
import type { ComparedRun } from './compared-run.js';
import { runColours } from './run-colours.js';

const PANELS = [
  { figure: 'validationAccuracy', title: 'validation accuracy', format: '.1~%' },
  { figure: 'validationLoss', title: 'validation loss', format: '~g' },
] as const;

/** Validation accuracy and loss over the epochs side by side, a line for each run; null where no run was validated. */
export function comparedCurvesChart(runs: readonly ComparedRun[]): TopLevelSpec | null {
  const validated = runs.filter(({ epochs }) => epochs.some((record) => 'validationAccuracy' in record));
  if (validated.length === 0) return null;
  const colour = runColours(runs.map(({ name }) => name));
  const x = epochAxis(validated.flatMap(({ epochs }) => epochs));
  const panel = ({ figure, title, format }: (typeof PANELS)[number]) => ({
    width: 330,
    height: 260,
    title: panelTitle(title),
    data: {
      values: validated.flatMap(({ name, epochs }) =>
        epochs.map((record) => ({ run: name, epoch: record.epoch, value: record[figure] })),
      ),
    },
    mark: { type: 'line' as const, point: { size: 25, filled: true }, strokeWidth: 2 },
    encoding: {
      x,
      y: {
        field: 'value',
        type: 'quantitative' as const,
        title: null,
        scale: { zero: false },
        axis: { tickCount: 6, format },
      },
      color: colour,
    },
  });
  return {
    title: 'The runs compared',
    hconcat: PANELS.map(panel),
    spacing: 40,
    config: { ...chartConfig, legend: { ...chartConfig.legend, orient: 'bottom', columns: 4 } },
  };
}
