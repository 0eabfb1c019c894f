import type { RunView } from '../engine/run-store.js';
import { Chart, type ChartSeries } from './chart.js';
import { percent, roundPercent, short, significant } from './number-text.js';

/** A run with the colour of its lines. `name`: before the lines' labels, where there are several runs. */
export interface CurvesRun {
  readonly run: RunView;
  readonly name?: string;
  readonly colours: { readonly training: string; readonly validation: string };
}

type FigureName = 'loss' | 'accuracy';

/** Loss and accuracy of runs over their epochs: in training as they come in, and on unseen images after each epoch. */
export function Curves({ runs }: { readonly runs: readonly CurvesRun[] }) {
  const xEnd = Math.max(...runs.map(({ run }) => run.report.epochs));
  const series = (figure: FigureName) => runs.flatMap((run) => linesOf(run, figure));
  return (
    <div class="halves">
      <div class="card">
        <Chart
          title="Loss"
          xLabel="epoch"
          xEnd={xEnd}
          series={series('loss')}
          format={significant}
          axisFormat={short}
        />
      </div>
      <div class="card">
        <Chart
          title="Accuracy"
          xLabel="epoch"
          xEnd={xEnd}
          series={series('accuracy')}
          format={percent}
          axisFormat={roundPercent}
        />
      </div>
    </div>
  );
}

const validationName = { loss: 'validationLoss', accuracy: 'validationAccuracy' } as const;

function linesOf({ run, name, colours }: CurvesRun, figure: FigureName): ChartSeries[] {
  const { report, progress, epochs } = run;
  const label = (what: string) => (name === undefined ? what : `${name}, ${what}`);
  const training: ChartSeries = {
    label: label('training'),
    colour: colours.training,
    x: progress.value.map(({ step }) => step / report.batches),
    y: progress.value.map((told) => told[figure]),
  };
  const measured = epochs.value.filter((record) => record[validationName[figure]] !== undefined);
  const validation: ChartSeries = {
    label: label('unseen images'),
    colour: colours.validation,
    isDashed: true,
    x: measured.map(({ epoch }) => epoch),
    y: measured.map((record) => record[validationName[figure]]),
  };
  return [training, validation];
}
