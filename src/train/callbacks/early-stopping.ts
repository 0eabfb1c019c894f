import type { Callback } from '../callback.js';
import { checkCount, checkFinite, Monitor, type MonitorOptions } from './monitor.js';
import { ParameterSnapshot } from './parameter-snapshot.js';
import { ResumableState } from './resumable-state.js';

/** When to stop. Defaults are Keras'. */
export interface EarlyStoppingOptions extends MonitorOptions {
  /** Epochs in a row without improvement after which the training ends. Default 0: at the first one. */
  readonly patience?: number;
  /** Put the weights back to those of the best epoch when the training ends, stopped or not. Default false. */
  readonly restoreBest?: boolean;
  /** Improvements count only once the figure is also better than this. Default: none. */
  readonly baseline?: number;
  /** Epochs at the beginning that are not looked at. Default 0. */
  readonly startFromEpoch?: number;
}

/**
 * Ends the training when a figure has stopped improving: Keras' EarlyStopping (3.x), epoch for epoch.
 *
 * An interrupted training keeps its present weights, so that it can be resumed; the best ones travel in the checkpoint.
 * @throws {HandgradError} when an option cannot be, or, as training begins, when there is no such figure.
 */
export function earlyStopping(options: EarlyStoppingOptions = {}): Callback {
  const name = 'earlyStopping';
  const monitor = new Monitor(name, options);
  const patience = checkCount(name, 'patience', options.patience ?? 0);
  const startFromEpoch = checkCount(name, 'startFromEpoch', options.startFromEpoch ?? 0);
  const baseline = options.baseline === undefined ? null : checkFinite(name, 'baseline', options.baseline);
  const restoreBest = options.restoreBest ?? false;
  const memory = new ResumableState<Memory>({ wait: 0, best: null, bestEpoch: 0 });
  const bestWeights = new ParameterSnapshot();

  return {
    name,
    async onTrainBegin(training) {
      await monitor.check(training);
      if (memory.begin()) bestWeights.dispose();
    },
    onEpochEnd(training, record) {
      if (record.epoch <= startFromEpoch) return;
      const state = memory.values;
      const value = monitor.valueOf(record);
      const improved = monitor.isImprovement(value, state.best);
      // As in Keras: where even the first figure is NaN, those weights are still the best there are.
      if (restoreBest && (improved || !bestWeights.tensors)) {
        bestWeights.take(training.model.parameters);
        state.bestEpoch = record.epoch;
      }
      state.wait++;
      if (improved) {
        state.best = value;
        state.bestEpoch = record.epoch;
        if (baseline === null || monitor.isImprovement(value, baseline)) state.wait = 0;
        return;
      }
      // As in Keras, the first epoch never stops a training.
      if (state.wait >= patience && record.epoch > 1) training.stop(reasonText(monitor.name, state));
    },
    onTrainEnd(training, { outcome }) {
      if (outcome === 'interrupted') return;
      if (restoreBest) bestWeights.restore(training.model.parameters);
      bestWeights.dispose();
    },
    save: () => ({ values: memory.save(), tensors: bestWeights.tensors ?? {} }),
    load({ values, tensors = {} }) {
      memory.load(values);
      if (Object.keys(tensors).length > 0) bestWeights.adopt(tensors);
      else bestWeights.dispose();
    },
  };
}

/** What early stopping remembers. */
interface Memory {
  /** Epochs since the last improvement. */
  wait: number;
  best: number | null;
  bestEpoch: number;
}

function reasonText(name: string, { wait, best, bestEpoch }: Memory): string {
  const since = wait === 1 ? '1 epoch' : `${wait} epochs`;
  const bestText = best === null ? '' : `; best ${Number(best.toPrecision(4))} in epoch ${bestEpoch}`;
  return `${name} has not improved for ${since}${bestText}`;
}
