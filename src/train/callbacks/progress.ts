import type { Callback, TrainingView } from '../callback.js';
import type { EpochRecord, History } from '../history.js';
import type { Means } from '../totals.js';

/** How far the present epoch is. */
export interface EpochProgress {
  /** From 1. */
  readonly epoch: number;
  /** How many epochs were asked for. */
  readonly epochs: number;
  /** Batches done. */
  readonly batch: number;
  /** Batches in an epoch. */
  readonly batches: number;
  /** Loss and metrics of the epoch up to here; null before they were first read. */
  readonly means: Means | null;
  /** Speed since the epoch began, or since it was taken up again; null before it was measured. */
  readonly examplesPerSecond: number | null;
  /** Time that the rest of the epoch's steps will take at this speed. */
  readonly secondsLeft: number | null;
}

/** A finished epoch. */
export interface EpochSummary {
  /** What it came to. */
  readonly record: EpochRecord;
  /** How many epochs were asked for. */
  readonly epochs: number;
  /** Of the whole epoch, validation included. */
  readonly examplesPerSecond: number;
  /** Time that the remaining epochs will take at the mean speed of those before. */
  readonly secondsLeft: number;
}

/** Where progress is shown: a bar on a terminal, lines in a log, an element of a page. */
export interface ProgressDisplay {
  /** The epoch as it goes on. Left out where only finished epochs are shown; then the device is never waited for. */
  readonly update?: (progress: EpochProgress) => void;
  /** An epoch has ended, its validation included. */
  readonly epochEnd: (summary: EpochSummary) => void;
  /** The training has ended, or was interrupted. Not called after an error. */
  readonly end?: (history: History) => void;
}

/**
 * Reading the figures waits for the device, the only wait within an epoch, and one that only a display of the epoch as it goes on
 * causes: so not every step. Four times a second is as fast as anybody reads.
 */
const UPDATE_MS = 250;

/** Shows loss, metrics, speed and time left as the training goes on. */
export function progress(display: ProgressDisplay): Callback {
  let epochStart: { readonly epoch: number; readonly batch: number; readonly atMs: number } | null = null;
  let lastUpdateMs = 0;

  const begin = (training: TrainingView, batch: number) => {
    epochStart = { epoch: training.epoch, batch, atMs: performance.now() };
    lastUpdateMs = epochStart.atMs;
    display.update?.(progressOf(training, null, epochStart));
  };

  return {
    name: 'progress',
    onStepEndEvery: Infinity,
    onTrainBegin(training) {
      // A resumed epoch has no beginning of its own.
      epochStart = null;
      if (training.batch > 0) begin(training, training.batch);
    },
    onEpochBegin: (training) => begin(training, 0),
    async onStepEnd(training) {
      const isLast = training.batch === training.batches;
      if (!display.update || !epochStart || isLast || performance.now() - lastUpdateMs < UPDATE_MS) return;
      const means = await training.means();
      lastUpdateMs = performance.now();
      display.update(progressOf(training, means, epochStart));
    },
    onEpochEnd(training, record) {
      const { epochs, examples, records } = training;
      const meanSeconds = records.reduce((sum, { seconds }) => sum + seconds, 0) / records.length;
      display.epochEnd({
        record,
        epochs,
        examplesPerSecond: examples / record.seconds,
        secondsLeft: (epochs - record.epoch) * meanSeconds,
      });
    },
    onTrainEnd: (_, history) => display.end?.(history),
  };
}

function progressOf(
  { epoch, epochs, batch, batches, batchSize }: TrainingView,
  means: Means | null,
  start: { readonly batch: number; readonly atMs: number },
): EpochProgress {
  const seconds = (performance.now() - start.atMs) / 1000;
  const done = batch - start.batch;
  const known = done > 0 && seconds > 0;
  return {
    epoch: epoch + 1,
    epochs,
    batch,
    batches,
    means,
    examplesPerSecond: known ? (done * batchSize) / seconds : null,
    secondsLeft: known ? ((batches - batch) * seconds) / done : null,
  };
}
