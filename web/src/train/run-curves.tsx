import type { RunView } from '../engine/run-store.js';
import { Chart } from '../parts/chart.js';
import { percent, significant } from '../parts/number-text.js';
import { curvesOf } from './curves.js';

/** Loss and accuracy as they come in, with those on unseen images after each epoch. */
export function RunCurves({ run }: { readonly run: RunView }) {
  const { epochs } = run.report;
  const loss = curvesOf(run, 'loss');
  const accuracy = curvesOf(run, 'accuracy');
  return (
    <div class="curves">
      <div class="card">
        <Chart title="Loss" xLabel="epoch" xEnd={epochs} series={loss} format={significant} />
      </div>
      <div class="card">
        <Chart title="Accuracy" xLabel="epoch" xEnd={epochs} series={accuracy} format={percent} />
      </div>
    </div>
  );
}
