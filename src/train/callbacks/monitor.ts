import { HandgradError } from '../../tensor/error.js';
import type { TrainingView } from '../callback.js';
import type { EpochRecord } from '../history.js';

/** Whether a smaller or a larger figure is better; `auto` goes by the name: losses fall, accuracies rise. */
export type MonitorMode = 'auto' | 'min' | 'max';

/** What a callback watches. */
export interface MonitorOptions {
  /** A figure of `EpochRecord`: loss, accuracy, validationLoss, validationAccuracy, ... Default validationLoss. */
  readonly monitor?: string;
  /** Default auto. */
  readonly mode?: MonitorMode;
  /** How much better a figure has to be to count as better. */
  readonly minDelta?: number;
}

/** A figure to watch, checked. */
export class Monitor {
  readonly name: string;
  private readonly sign: 1 | -1;
  private readonly minDelta: number;

  /** `callback`: who watches, for messages. @throws {HandgradError} when the options cannot be. */
  constructor(
    private readonly callback: string,
    { monitor = 'validationLoss', mode = 'auto', minDelta = 0 }: MonitorOptions,
  ) {
    this.name = monitor;
    this.sign = directionOf(callback, monitor, mode);
    this.minDelta = checkFinite(callback, 'minDelta', minDelta, 0);
  }

  /** @throws {HandgradError} when the training has no such figure. Waits for the device once, before the first step. */
  async check(training: TrainingView): Promise<void> {
    const means = Object.keys(await training.means());
    const validation = training.validates
      ? means.map((name) => `validation${name[0].toUpperCase()}${name.slice(1)}`)
      : [];
    const known = [...means, ...validation, 'learningRate'];
    if (known.includes(this.name)) return;
    const advice = this.name.startsWith('validation') && !training.validates ? '; there is no validation data' : '';
    throw new HandgradError(
      `${this.callback}: there is no figure '${this.name}' to monitor${advice}; expected one of ${known.join(', ')}`,
    );
  }

  valueOf(record: EpochRecord): number {
    return record[this.name];
  }

  /**
   * Whether `value` is better than `reference` by more than minDelta. Any number is better than null; NaN is never
   * better.
   */
  isImprovement(value: number, reference: number | null): boolean {
    return this.sign * value + this.minDelta < (reference === null ? Infinity : this.sign * reference);
  }
}

/** @throws {HandgradError} unless `value` is a finite number, of at least `least` if given. */
export function checkFinite(callback: string, option: string, value: number, least = -Infinity): number {
  if (Number.isFinite(value) && value >= least) return value;
  const expected = least === -Infinity ? 'a finite number' : `a number of at least ${least}`;
  throw new HandgradError(`${callback}: ${option} is ${value}, expected ${expected}`);
}

/** @throws {HandgradError} unless `value` is a whole number of at least 0. */
export function checkCount(callback: string, option: string, value: number): number {
  if (Number.isSafeInteger(value) && value >= 0) return value;
  throw new HandgradError(`${callback}: ${option} is ${value}, expected a whole number of at least 0`);
}

/** 1 where a smaller figure is better, -1 where a larger one is. */
function directionOf(callback: string, monitor: string, mode: MonitorMode): 1 | -1 {
  if (mode === 'min') return 1;
  if (mode === 'max') return -1;
  if (mode !== 'auto') throw new HandgradError(`${callback}: mode is '${String(mode)}', expected auto, min or max`);
  if (/loss$/i.test(monitor)) return 1;
  if (/accuracy$/i.test(monitor)) return -1;
  throw new HandgradError(`${callback}: whether '${monitor}' should fall or rise is not plain; set mode to min or max`);
}
