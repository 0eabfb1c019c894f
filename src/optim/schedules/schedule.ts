import type { Json } from '../../nn/json.js';

/**
 * A learning rate that changes with the step: a pure function of it, so nothing but the step has to be saved.
 * Plain data describes it, from which `scheduleFromDescription` makes it again.
 */
export interface Schedule {
  /** The rate of step `step`, counted from 0. */
  at(step: number): number;
  /** Kind and options, from which it can be made again. */
  readonly description: ScheduleDescription;
}

/** A schedule as plain JSON: its kind, and all its options by name. */
export interface ScheduleDescription {
  /** The name of the function that makes it: `cosineDecay`, `stepDecay`, ... */
  readonly kind: string;
  readonly [option: string]: Json;
}
