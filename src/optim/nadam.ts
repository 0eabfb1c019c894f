import { perStep } from '../backend/program/per-step.js';
import { runInPlace } from '../backend/run.js';
import { checkFraction, checkPositive } from '../nn/options.js';
import { adamDefaults, type AdamOptions } from './adam.js';
import { createOptimizer, resolveOptions, type Given, type Optimizer } from './optimizer.js';

/**
 * Adam with Nesterov momentum (Dozat 2016), with the momentum schedule of Keras: t counts from 1,
 *
 *   u(t) = beta1 (1 - 0.96^t / 2)        P(t) = u(1) u(2) ... u(t)
 *   m += (1 - beta1) (g - m)             v += (1 - beta2) (g^2 - v)
 *   m' = u(t+1) / (1 - P(t+1)) m + (1 - u(t)) / (1 - P(t)) g
 *   w -= learningRate * m' / (sqrt(v / (1 - beta2^t)) + epsilon)
 *
 * Defaults as Adam's.
 */
export function nadam(given: Given<AdamOptions> = {}): Optimizer {
  const options = resolveOptions('nadam', adamDefaults, given);
  const beta1 = checkFraction('nadam', 'beta1', options.beta1);
  const beta2 = checkFraction('nadam', 'beta2', options.beta2);
  const epsilon = checkPositive('nadam', 'epsilon', options.epsilon);
  const momentumAt = (t: number) => beta1 * (1 - 0.96 ** t / 2);
  const productTo = momentumProduct(momentumAt);
  return createOptimizer('nadam', options, {
    slots: ['m', 'v'],
    update(now) {
      const attributes = perStep(() => {
        const { t, learningRate } = now();
        const product = productTo(t);
        const scales = {
          mScale: momentumAt(t + 1) / (1 - product * momentumAt(t + 1)),
          gScale: (1 - momentumAt(t)) / (1 - product),
          vScale: 1 / (1 - beta2 ** t),
        };
        return { learningRate, beta1, beta2, epsilon, ...scales };
      });
      return (g, w, [m, v]) => runInPlace('nadam', [g], [w, m, v], attributes);
    },
  });
}

/**
 * P(t) as a function of t alone, so that it need not be saved. It remembers the last value and goes on from there; the factors
 * are always multiplied in the same order, so a resumed training has the same bits.
 */
function momentumProduct(momentumAt: (t: number) => number): (t: number) => number {
  let reached = 0;
  let product = 1;
  return (t) => {
    if (t < reached) [reached, product] = [0, 1];
    while (reached < t) product *= momentumAt(++reached);
    return product;
  };
}
