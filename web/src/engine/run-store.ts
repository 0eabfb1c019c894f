/** The runs as the page knows them, kept up to date by what the worker tells. */
import { signal, type Signal } from '@preact/signals';
import type { ConfusionMatrix, EpochRecord } from 'handgrad';
import { ask, listen } from './client.js';
import type { FirstLayerWeights, Progress, RunCommand, RunReport, RunState, TrainQuestion } from './protocol.js';

/** A run with everything that was told of it. */
export interface RunView {
  readonly report: RunReport;
  readonly state: Signal<{ readonly state: RunState; readonly reason: string | null }>;
  /** Everything told, in order. */
  readonly progress: Signal<readonly Progress[]>;
  readonly epochs: Signal<readonly EpochRecord[]>;
  readonly confusion: Signal<{ readonly epoch: number; readonly matrix: ConfusionMatrix } | null>;
  readonly weights: Signal<FirstLayerWeights | null>;
  /** The learning rate that the user has set; null where it is the recipe's. */
  readonly rate: Signal<number | null>;
}

/** All runs that are kept, the oldest first. */
export const runs = signal<readonly RunView[]>([]);
/** The one that the training page shows. */
export const shownRun = signal<RunView | null>(null);

/** Begins a training and shows it. @throws {EngineError} when the recipe is refused. */
export async function train(question: TrainQuestion): Promise<void> {
  await ask('train', question);
}

/** What the page wants of a run. */
export async function command(run: RunView, command: RunCommand): Promise<void> {
  await ask('control', { run: run.report.run, command });
}

/** Changes the rate of the next step and those after it. */
export async function setLearningRate(run: RunView, learningRate: number): Promise<void> {
  run.rate.value = learningRate;
  await ask('setLearningRate', { run: run.report.run, learningRate });
}

/** Ends a run, where it still trains, and removes it with its network. */
export async function forget(run: RunView): Promise<void> {
  runs.value = runs.value.filter((kept) => kept !== run);
  if (shownRun.value === run) shownRun.value = runs.value.at(-1) ?? null;
  await ask('forget', run.report.run);
}

/** Whether it still has steps to make. */
export function isActive({ state }: RunView): boolean {
  return state.value.state === 'training' || state.value.state === 'paused';
}

function newRun(report: RunReport): RunView {
  return {
    report,
    state: signal({ state: 'training', reason: null }),
    progress: signal([]),
    epochs: signal([]),
    confusion: signal(null),
    weights: signal(null),
    rate: signal(null),
  };
}

listen('begun', (report) => {
  const run = newRun(report);
  runs.value = [...runs.value, run];
  shownRun.value = run;
});
listen('progress', (progress) => {
  const run = runOf(progress);
  if (run) run.progress.value = [...run.progress.value, progress];
});
listen('epoch', ({ record, ...told }) => {
  const run = runOf(told);
  if (run) run.epochs.value = [...run.epochs.value, record];
});
listen('confusion', ({ epoch, matrix, ...told }) => {
  const run = runOf(told);
  if (run) run.confusion.value = { epoch, matrix };
});
listen('weights', ({ weights, ...told }) => {
  const run = runOf(told);
  if (run) run.weights.value = weights;
});
listen('state', ({ state, reason, ...told }) => {
  const run = runOf(told);
  if (run) run.state.value = { state, reason };
});

function runOf({ run }: { readonly run: number }): RunView | undefined {
  return runs.value.find(({ report }) => report.run === run);
}
