import { checkCount, checkNotNegative, checkPositive } from '../../nn/options.js';
import type { Schedule } from './schedule.js';

/** rate(t) = learningRate * factor^floor(t / every): constant for `every` steps, then `factor` times as much. */
export function stepDecay({
  learningRate,
  factor,
  every,
}: {
  learningRate: number;
  factor: number;
  every: number;
}): Schedule {
  checkNotNegative('stepDecay', 'learningRate', learningRate);
  checkPositive('stepDecay', 'factor', factor);
  checkCount('stepDecay', 'every', every);
  return {
    at: (step) => learningRate * factor ** Math.floor(step / every),
    description: { kind: 'stepDecay', learningRate, factor, every },
  };
}
