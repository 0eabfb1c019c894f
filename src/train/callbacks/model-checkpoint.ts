import type { Callback, TrainingView } from '../callback.js';
import { checkFinite, Monitor, type MonitorOptions } from './monitor.js';
import { ResumableState } from './resumable-state.js';

/**
 * Why a model is saved: an epoch has ended, it was the best so far, some time has passed, or the training was
 * interrupted.
 */
export type SaveReason = 'epoch' | 'best' | 'time' | 'interrupted';

/** What to save, and when. */
export interface ModelCheckpointOptions extends Omit<MonitorOptions, 'minDelta'> {
  /** Saves, for example `training.checkpoint()` or the weights of `training.model`. It is awaited. */
  readonly save: (training: TrainingView, reason: SaveReason) => Promise<void>;
  /**
   * Save only after epochs that are better than all before (Keras' save_best_only). Default false: after every epoch.
   */
  readonly bestOnly?: boolean;
  /** With `bestOnly`: save only what is also better than this (Keras' initial_value_threshold). Default: none. */
  readonly initialBest?: number;
  /**
   * Without `bestOnly`: also save within an epoch, after the step with which this time has passed since the last save.
   * Default: never.
   */
  readonly everySeconds?: number;
  /** Unique among the callbacks. Default modelCheckpoint. */
  readonly name?: string;
}

/**
 * Saves the model as training goes on: Keras' ModelCheckpoint, and more often if wished.
 *
 * Give it after the callbacks whose state a checkpoint should hold as it is after the epoch. Without `bestOnly` it also
 * saves when the training is interrupted.
 * @throws {HandgradError} when an option cannot be, or, as training begins, when there is no such figure.
 */
export function modelCheckpoint(options: ModelCheckpointOptions): Callback {
  const { save, bestOnly = false, name = 'modelCheckpoint' } = options;
  return bestOnly ? bestEpochs(name, save, options) : allEpochs(name, save, options.everySeconds);
}

function bestEpochs(name: string, save: ModelCheckpointOptions['save'], options: ModelCheckpointOptions): Callback {
  const { monitor: figure, mode, initialBest } = options;
  const monitor = new Monitor(name, { ...(figure !== undefined && { monitor: figure }), ...(mode && { mode }) });
  const memory = new ResumableState<{ best: number | null }>({
    best: initialBest === undefined ? null : checkFinite(name, 'initialBest', initialBest),
  });
  return {
    name,
    async onTrainBegin(training) {
      await monitor.check(training);
      memory.begin();
    },
    async onEpochEnd(training, record) {
      const value = monitor.valueOf(record);
      if (!monitor.isImprovement(value, memory.values.best)) return;
      memory.values.best = value;
      await save(training, 'best');
    },
    save: () => ({ values: memory.save() }),
    load: ({ values }) => memory.load(values),
  };
}

function allEpochs(name: string, save: ModelCheckpointOptions['save'], everySeconds = Infinity): Callback {
  if (everySeconds !== Infinity) checkFinite(name, 'everySeconds', everySeconds, 0);
  let lastMs = 0;
  const saveNow = async (training: TrainingView, reason: SaveReason) => {
    await save(training, reason);
    lastMs = performance.now();
  };
  return {
    name,
    onStepEndEvery: Infinity,
    onTrainBegin() {
      lastMs = performance.now();
    },
    async onStepEnd(training) {
      // The last step of an epoch is followed by the epoch's own save, after validation.
      if (training.batch === training.batches || performance.now() - lastMs < everySeconds * 1000) return;
      await saveNow(training, 'time');
    },
    onEpochEnd: (training) => saveNow(training, 'epoch'),
    async onTrainEnd(training, { outcome }) {
      if (outcome === 'interrupted') await saveNow(training, 'interrupted');
    },
  };
}
