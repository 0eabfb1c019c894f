import type { RunView } from '../engine/run-store.js';

/** Everything that is known of a run, as plain data: its recipe, every figure told, each epoch, the confusion matrix. */
export function runAsJson({ report, state, progress, epochs, confusion }: RunView): string {
  const numbers = {
    format: 'handgrad-playground-run',
    version: 1,
    ...report,
    ...state.value,
    progress: progress.value,
    epochs: epochs.value,
    confusion: confusion.value,
  };
  return `${JSON.stringify(numbers, null, 2)}\n`;
}

/** Gives the user a run's numbers as a file. */
export function saveRun(run: RunView): void {
  const address = URL.createObjectURL(new Blob([runAsJson(run)], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = `handgrad-run-${run.report.run}.json`;
  link.click();
  // The download has its own hold on the content by the next turn.
  setTimeout(() => URL.revokeObjectURL(address), 0);
}
