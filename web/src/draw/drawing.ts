/** The drawing and what the network says of it: kept while other tabs are looked at. */
import { batch, effect, signal } from '@preact/signals';
import { ask } from '../engine/client.js';
import type { DrawingReading } from '../engine/read-drawing.js';
import { shownRun, type RunView } from '../engine/run-store.js';
import { newestOnly } from '../parts/newest-only.js';
import type { Stroke } from './strokes.js';

export const strokes = signal<readonly Stroke[]>([]);

/** Whose saliency is shown; null for the digit that is read. */
export const explained = signal<number | null>(null);

/** Null while nothing is drawn, or no network is there. */
export const reading = signal<DrawingReading | null>(null);

/** Why the drawing could not be read. */
export const refusal = signal<string | null>(null);

const read = newestOnly(
  (question: { run: number; strokes: readonly Stroke[]; digit: number | null }) => ask('readDrawing', question),
  (answer) => show(answer, null),
  (error) => show(null, error.message),
);

// Read anew whenever the drawing changes, another digit is asked about, or the network has learned for an epoch: more often would
// take time from its training.
effect(() => {
  const { value: run } = shownRun;
  if (run) followLearning(run);
  if (run === null || strokes.value.length === 0) show(null, null);
  else read({ run: run.report.run, strokes: strokes.value, digit: explained.value });
});

/** Reading these makes an effect run again when they change. */
function followLearning({ epochs, state }: RunView): void {
  void [epochs.value, state.value];
}

function show(answer: DrawingReading | null, why: string | null): void {
  batch(() => {
    reading.value = strokes.value.length === 0 ? null : answer;
    refusal.value = why;
  });
}
