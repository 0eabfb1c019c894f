import type { RunView } from '../engine/run-store.js';
import { whole } from './number-text.js';
import { ConfusionTable } from './confusion-table.js';

/** Which digits a run takes for which, after its last epoch. */
export function ConfusionCard({ run, title = 'Confusion matrix' }: { readonly run: RunView; readonly title?: string }) {
  const told = run.confusion.value;
  return (
    <div class="card">
      <h3>{title}</h3>
      {told ? (
        <ConfusionTable
          matrix={told.matrix}
          caption={`${whole(run.report.validationExamples)} images after epoch ${told.epoch}`}
        />
      ) : (
        <p class="small muted">Counted at the end of each epoch.</p>
      )}
    </div>
  );
}
