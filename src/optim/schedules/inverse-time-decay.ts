import { checkNotNegative } from '../../nn/options.js';
import type { Schedule } from './schedule.js';

/**
 * rate(t) = learningRate / (1 + decay * t), t the step from 0: what Keras 2 did for an optimiser's `decay` argument
 * (Robbins & Monro 1951 is why: the rates add up to infinity, their squares do not for a faster decay).
 */
export function inverseTimeDecay({ learningRate, decay }: { learningRate: number; decay: number }): Schedule {
  checkNotNegative('inverseTimeDecay', 'learningRate', learningRate);
  checkNotNegative('inverseTimeDecay', 'decay', decay);
  return {
    at: (step) => learningRate / (1 + decay * step),
    description: { kind: 'inverseTimeDecay', learningRate, decay },
  };
}
