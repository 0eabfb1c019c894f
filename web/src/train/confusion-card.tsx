import type { RunView } from '../engine/run-store.js';
import { ConfusionTable } from '../parts/confusion-table.js';

/** Which digits are taken for which, after the last epoch. */
export function ConfusionCard({ run }: { readonly run: RunView }) {
  const told = run.confusion.value;
  return (
    <div class="card">
      <h3>Confusion matrix</h3>
      {told ? (
        <ConfusionTable
          matrix={told.matrix}
          caption={`${run.report.validationExamples.toLocaleString('en-US')} images after epoch ${told.epoch}`}
        />
      ) : (
        <p class="small muted">Counted at the end of each epoch.</p>
      )}
    </div>
  );
}
