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
} from './optimizer.js';

export interface RmspropOptions extends OptimizerOptions {
  /** Decay of the mean of the squared gradients, v. Default 0.9. */
  rho: number;
  /** Added to v under the root. Default 1e-7. */
  epsilon: number;
}

const defaults: RmspropOptions = { learningRate: 0.001, rho: 0.9, epsilon: 1e-7, ...commonDefaults };

/**
 * RMSprop (Tieleman & Hinton 2012, lecture 6.5), with epsilon under the root as in Keras:
 *
 *   v = rho v + (1 - rho) g^2        w -= learningRate * g / sqrt(v + epsilon)
 *
 * Defaults are Keras': rate 0.001, rho 0.9, epsilon 1e-7.
 */
export function rmsprop(given: Given<RmspropOptions> = {}): Optimizer {
  const options = resolveOptions('rmsprop', defaults, given);
  const rho = checkFraction('rmsprop', 'rho', options.rho);
  const epsilon = checkPositive('rmsprop', 'epsilon', options.epsilon);
  return createOptimizer('rmsprop', options, {
    slots: ['v'],
    update(now) {
      const attributes = perStep(() => ({ learningRate: now().learningRate, rho, epsilon }));
      return (g, w, [v]) => runInPlace('rmsprop', [g], [w, v], attributes);
    },
  });
}
