import { confusionMatrix, predict, predictedClasses, type Callback, type Examples, type TrainingView } from 'handgrad';
import { firstLayerWeights } from './first-layer.js';
import type { Tell } from './protocol.js';
import type { RunControl } from './run-control.js';

/** Quicker than this a curve does not seem to move, and each look waits for the device. */
const PROGRESS_EVERY_MS = 100;
/** A long curve needs no more points than a screen has: the longer a training, the rarer they are. */
const POINTS = 4000;
const WEIGHTS_EVERY_MS = 400;

/** What is watched. */
export interface WatchedRun {
  readonly run: number;
  readonly control: RunControl;
  /** What the confusion matrix is counted on, with labels. */
  readonly scored: Examples;
  readonly classes: number;
}

/** Tells the page how a training goes, and holds it between two steps when the page wants that. */
export function watchTraining({ run, control, scored, classes }: WatchedRun, tell: Tell): Callback {
  /** What of the epoch was told already: sums over its examples. */
  let told = { examples: 0, loss: 0, accuracy: 0 };
  let epochStartMs = 0;
  let heldMs = 0;
  let lastProgressMs = 0;
  let beganMs = 0;
  let lastWeightsMs = 0;

  async function tellProgress(training: TrainingView): Promise<void> {
    const examples = Math.min(training.batch * training.batchSize, training.examples);
    if (examples === told.examples) return;
    const means = await training.means();
    const now = { examples, loss: means.loss * examples, accuracy: means.accuracy * examples };
    const since = (part: 'loss' | 'accuracy') => (now[part] - told[part]) / (examples - told.examples);
    const { epoch, batch, batches } = training;
    lastProgressMs = performance.now();
    const elapsedMs = lastProgressMs - epochStartMs - heldMs;
    tell('progress', {
      run,
      step: epoch * batches + batch,
      epoch,
      batch,
      loss: since('loss'),
      accuracy: since('accuracy'),
      learningRate: training.optimizer.learningRate,
      imagesPerSecond: elapsedMs > 0 ? (1000 * examples) / elapsedMs : null,
    });
    told = now;
  }

  async function tellWeights({ model }: TrainingView): Promise<void> {
    lastWeightsMs = performance.now();
    const weights = await firstLayerWeights(model);
    if (weights) tell('weights', { run, weights });
  }

  async function tellConfusion({ model, epoch }: TrainingView): Promise<void> {
    const predictions = predictedClasses(await predict(model, scored));
    tell('confusion', { run, epoch, matrix: confusionMatrix(scored.targets, predictions, classes) });
  }

  async function hold(training: TrainingView): Promise<void> {
    const began = performance.now();
    await tellProgress(training);
    await tellWeights(training);
    tell('state', { run, state: 'paused', reason: null });
    await control.mayGoOn();
    heldMs += performance.now() - began;
    if (!control.isStepping && !control.signal.aborted) tell('state', { run, state: 'training', reason: null });
  }

  return {
    name: 'playground',
    get onStepEndEvery() {
      return control.isStepping ? 1 : Infinity;
    },
    async onTrainBegin(training) {
      beganMs = performance.now();
      await tellWeights(training);
    },
    onEpochBegin() {
      told = { examples: 0, loss: 0, accuracy: 0 };
      epochStartMs = performance.now();
      // A look at the first few examples of an epoch would say little.
      lastProgressMs = epochStartMs;
      heldMs = 0;
    },
    async onStepEnd(training) {
      if (control.isStepping) control.pause();
      if (control.isPaused) return hold(training);
      const now = performance.now();
      const isEpochOver = training.batch === training.batches;
      const everyMs = Math.max(PROGRESS_EVERY_MS, (now - beganMs) / POINTS);
      if (now - lastProgressMs >= everyMs || isEpochOver) await tellProgress(training);
      if (now - lastWeightsMs >= WEIGHTS_EVERY_MS) await tellWeights(training);
    },
    async onEpochEnd(training, record) {
      tell('epoch', { run, record });
      await tellConfusion(training);
      await tellWeights(training);
    },
  };
}
