import { HandgradError } from '../../tensor/error.js';
import type { Callback } from '../callback.js';
import { checkCount, checkFinite, Monitor, type MonitorOptions } from './monitor.js';
import { ResumableState } from './resumable-state.js';

/** When to lower the learning rate, and by how much. Defaults are Keras'; `minDelta` is 0.0001. */
export interface ReduceOnPlateauOptions extends MonitorOptions {
  /** The rate is multiplied by this. Default 0.1. */
  readonly factor?: number;
  /** Epochs in a row without improvement after which the rate is lowered. Default 10. */
  readonly patience?: number;
  /** Epochs after a reduction in which none is counted. Default 0. */
  readonly cooldown?: number;
  /** The rate is not lowered below this. Default 0. */
  readonly minLearningRate?: number;
}

/**
 * Lowers the learning rate when a figure has stopped improving: Keras' ReduceLROnPlateau, epoch for epoch.
 *
 * With a schedule, the reduction multiplies all that is left of it; `minLearningRate` is then held against the rate of
 * the next step.
 * @throws {HandgradError} when an option cannot be, or, as training begins, when there is no such figure.
 */
export function reduceOnPlateau(options: ReduceOnPlateauOptions = {}): Callback {
  const name = 'reduceOnPlateau';
  const monitor = new Monitor(name, { minDelta: 1e-4, ...options });
  const factor = options.factor ?? 0.1;
  if (!(factor > 0 && factor < 1)) {
    throw new HandgradError(`${name}: factor is ${factor}, expected more than 0 and less than 1`);
  }
  const patience = checkCount(name, 'patience', options.patience ?? 10);
  const cooldown = checkCount(name, 'cooldown', options.cooldown ?? 0);
  const minLearningRate = checkFinite(name, 'minLearningRate', options.minLearningRate ?? 0, 0);
  const memory = new ResumableState<Memory>({ best: null, wait: 0, cooldownLeft: 0 });

  return {
    name,
    async onTrainBegin(training) {
      await monitor.check(training);
      memory.begin();
    },
    onEpochEnd({ optimizer }, record) {
      const state = memory.values;
      const value = monitor.valueOf(record);
      if (state.cooldownLeft > 0) {
        state.cooldownLeft--;
        state.wait = 0;
      }
      if (monitor.isImprovement(value, state.best)) {
        state.best = value;
        state.wait = 0;
        return;
      }
      if (state.cooldownLeft > 0) return;
      state.wait++;
      const rate = optimizer.learningRate;
      if (state.wait < patience || rate <= minLearningRate) return;
      optimizer.counters.learningRateScale *= Math.max(rate * factor, minLearningRate) / rate;
      state.cooldownLeft = cooldown;
      state.wait = 0;
    },
    save: () => ({ values: memory.save() }),
    load: ({ values }) => memory.load(values),
  };
}

/** What is remembered of the plateau. */
interface Memory {
  best: number | null;
  /** Epochs since the last improvement, reduction or cooldown. */
  wait: number;
  cooldownLeft: number;
}
