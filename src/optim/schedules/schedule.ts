import type { Json } from '../../nn/json.js';

/**
 * A learning rate that changes with the step: a pure function of it, so nothing but the step has to be saved.
 * Plain data describes it, from which `scheduleFromDescription` makes it again.
 */
export interface Schedule {
  /** The rate of step `step`, counted from 0. */
  at(step: number): number;
  readonly description: ScheduleDescription;
}

export interface ScheduleDescription {
  readonly kind: string;
  readonly [option: string]: Json;
}
