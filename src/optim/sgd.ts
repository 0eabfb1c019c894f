import { perStep } from '../backend/program/per-step.js';
import { runInPlace } from '../backend/run.js';
import { checkBoolean, checkFraction } from '../nn/options.js';
import {
  commonDefaults,
  createOptimizer,
  resolveOptions,
  type Given,
  type Optimizer,
  type OptimizerOptions,
} from './optimizer.js';

export interface SgdOptions extends OptimizerOptions {
  /** How much of the velocity stays: 0 <= momentum < 1. Default 0. */
  momentum: number;
  /** Look ahead along the velocity. Default false. */
  nesterov: boolean;
}

const defaults: SgdOptions = { learningRate: 0.01, momentum: 0, nesterov: false, ...commonDefaults };

/**
 * Stochastic gradient descent.
 *
 *   plain       w -= learningRate * g
 *   momentum    velocity = momentum * velocity - learningRate * g        w += velocity
 *   nesterov    velocity as above                                        w += momentum * velocity - learningRate * g
 *
 * Robbins & Monro 1951; momentum: Polyak 1964; the look-ahead: Nesterov 1983, in the form of Sutskever et al. 2013. The rate is
 * inside the velocity, as in Keras, whose defaults these are: rate 0.01, no momentum.
 */
export function sgd(given: Given<SgdOptions> = {}): Optimizer {
  const options = resolveOptions('sgd', defaults, given);
  const momentum = checkFraction('sgd', 'momentum', options.momentum);
  const nesterov = checkBoolean('sgd', 'nesterov', options.nesterov);
  return createOptimizer('sgd', options, {
    slots: momentum > 0 ? ['velocity'] : [],
    update(now) {
      const attributes = perStep(() => ({ learningRate: now().learningRate, momentum, nesterov }));
      return (g, w, [velocity = null]) => runInPlace('sgd', [g], [w, velocity], attributes);
    },
  });
}
