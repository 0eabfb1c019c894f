import { checkCount, checkNotNegative } from '../../nn/options.js';
import type { Schedule } from './schedule.js';

/**
 * Half a cosine from `learningRate` down to `final` over `steps` steps, then constant (Loshchilov & Hutter 2017, eq. 5, without
 * restarts; Keras' CosineDecay with alpha = final / learningRate):
 *
 *   rate(t) = final + (learningRate - final) * (1 + cos(pi * min(t / steps, 1))) / 2
 *
 * final: default 0.
 */
export function cosineDecay({
  learningRate,
  steps,
  final = 0,
}: {
  learningRate: number;
  steps: number;
  final?: number;
}): Schedule {
  checkNotNegative('cosineDecay', 'learningRate', learningRate);
  checkCount('cosineDecay', 'steps', steps);
  checkNotNegative('cosineDecay', 'final', final);
  return {
    at: (step) => final + ((learningRate - final) * (1 + Math.cos(Math.PI * Math.min(step / steps, 1)))) / 2,
    description: { kind: 'cosineDecay', learningRate, steps, final },
  };
}
