import { adamDefaults, adamRule, type AdamOptions } from './adam.js';
import { createOptimizer, resolveOptions, type Given, type Optimizer } from './optimizer.js';

const defaults: AdamOptions = { ...adamDefaults, weightDecay: 0.004 };

/**
 * Adam with decoupled weight decay (Loshchilov & Hutter 2019, algorithm 2): before Adam's update,
 *
 *   w -= learningRate * weightDecay * w
 *
 * The decay does not pass through m and v, as a penalty in the loss would. Defaults are Keras': Adam's, and weightDecay 0.004.
 */
export function adamW(given: Given<AdamOptions> = {}): Optimizer {
  const options = resolveOptions('adamW', defaults, given);
  return createOptimizer('adamW', options, adamRule('adamW', options));
}
