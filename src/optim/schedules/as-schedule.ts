import { HandgradError } from '../../tensor/error.js';
import { checkNotNegative } from '../../nn/options.js';
import { constantRate } from './constant-rate.js';
import type { Schedule } from './schedule.js';

/** A learning rate that was given as a number or as a schedule. @throws {HandgradError} when it is neither or negative. */
export function asSchedule(owner: string, option: string, rate: unknown): Schedule {
  if (isSchedule(rate)) return rate;
  if (typeof rate === 'number') return constantRate(checkNotNegative(owner, option, rate));
  throw new HandgradError(`${owner}: ${option} is ${JSON.stringify(rate)}, expected a number from 0 up or a schedule`);
}

function isSchedule(rate: unknown): rate is Schedule {
  return (
    rate !== null && typeof rate === 'object' && 'at' in rate && typeof rate.at === 'function' && 'description' in rate
  );
}
