import { checkNotNegative } from '../../nn/options.js';
import type { Schedule } from './schedule.js';

/** The same rate in every step: rate(t) = learningRate. A plain number as `learningRate` means this. */
export function constantRate(learningRate: number): Schedule {
  checkNotNegative('constantRate', 'learningRate', learningRate);
  return { at: () => learningRate, description: { kind: 'constantRate', learningRate } };
}
