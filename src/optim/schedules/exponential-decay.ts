import { checkCount, checkNotNegative, checkPositive } from '../../nn/options.js';
import type { Schedule } from './schedule.js';

/** rate(t) = learningRate * factor^(t / every): `factor` times as much after every `every` steps, smoothly (Keras' ExponentialDecay). */
export function exponentialDecay({
  learningRate,
  factor,
  every,
}: {
  learningRate: number;
  factor: number;
  every: number;
}): Schedule {
  checkNotNegative('exponentialDecay', 'learningRate', learningRate);
  checkPositive('exponentialDecay', 'factor', factor);
  checkCount('exponentialDecay', 'every', every);
  return {
    at: (step) => learningRate * factor ** (step / every),
    description: { kind: 'exponentialDecay', learningRate, factor, every },
  };
}
