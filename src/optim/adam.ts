import { perStep } from '../backend/program/per-step.js';
import { runInPlace } from '../backend/run.js';
import { checkFraction, checkPositive } from '../nn/options.js';
import {
  commonDefaults,
  createOptimizer,
  resolveOptions,
  type Given,
  type Optimizer,
  type OptimizerOptions,
  type UpdateRule,
} from './optimizer.js';

export interface AdamOptions extends OptimizerOptions {
  /** Decay of the mean of the gradients, m. Default 0.9. */
  beta1: number;
  /** Decay of the mean of their squares, v. Default 0.999. */
  beta2: number;
  /** Added to sqrt(v), before v's bias is corrected. Default 1e-7. */
  epsilon: number;
}

export const adamDefaults: AdamOptions = {
  learningRate: 0.001,
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-7,
  ...commonDefaults,
};

/**
 * Adam (Kingma & Ba 2015), in the form of its section 2, last paragraph, which Keras follows: t counts from 1,
 *
 *   m += (1 - beta1) (g - m)        v += (1 - beta2) (g^2 - v)
 *   w -= learningRate * sqrt(1 - beta2^t) / (1 - beta1^t) * m / (sqrt(v) + epsilon)
 *
 * Defaults are Keras': rate 0.001, beta1 0.9, beta2 0.999, epsilon 1e-7.
 */
export function adam(given: Given<AdamOptions> = {}): Optimizer {
  const options = resolveOptions('adam', adamDefaults, given);
  return createOptimizer('adam', options, adamRule('adam', options));
}

/** The update of Adam, weight decay included, which makes it AdamW. */
export function adamRule(kind: string, { beta1, beta2, epsilon, weightDecay }: AdamOptions): UpdateRule {
  checkFraction(kind, 'beta1', beta1);
  checkFraction(kind, 'beta2', beta2);
  checkPositive(kind, 'epsilon', epsilon);
  return {
    slots: ['m', 'v'],
    fusesWeightDecay: true,
    update(now) {
      const attributes = perStep(() => {
        const { t, learningRate } = now();
        const stepSize = (learningRate * Math.sqrt(1 - beta2 ** t)) / (1 - beta1 ** t);
        return { stepSize, beta1, beta2, epsilon, decay: learningRate * weightDecay };
      });
      return (g, w, [m, v]) => runInPlace('adam', [g], [w, m, v], attributes);
    },
  };
}
