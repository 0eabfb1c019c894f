import { defineOperation } from '../autograd/define-operation.js';
import { HandgradError } from '../tensor/error.js';
import { sameShape, shapeText } from '../tensor/shape.js';
import type { Tensor } from '../tensor/tensor.js';
import { commonFloatDtype } from './same-dtype.js';
import { standardize, standardizeGradient } from './standardization.js';

/**
 * Layer normalisation (Ba, Kiros, Hinton 2016): every example by itself gets mean beta and standard deviation gamma.
 *
 * x: [..., F] or, over several axes, [..., F1, F2, ...]; gamma, beta: [F] or [F1, F2, ...]: their axes are the ones that are
 * normalised over; y: x's shape. epsilon: default 1e-3 (Keras).
 * @throws {HandgradError} when gamma and beta are not of the shape of x's last axes.
 */
export function layerNorm(x: Tensor, gamma: Tensor, beta: Tensor, { epsilon = 1e-3 } = {}): Tensor {
  return layerNormOperation([x, gamma, beta], { epsilon });
}

/**
 * The normalisation itself, over the last axes of x (as many as gamma has):
 *
 *   r = 1 / sqrt(variance + epsilon)      n = (x - mean) r      y = gamma n + beta      (moments of each example)
 *
 *   dL/dx = r (dn - mean(dn) - n mean(dn n)), dn = gamma dy      (derived in standardization.ts)
 *   dL/dgamma = sum of dy n over the examples        dL/dbeta = sum of dy over the examples
 *
 * n is computed again on the way back: it costs less than keeping it.
 */
export const layerNormOperation = defineOperation<[x: Tensor, gamma: Tensor, beta: Tensor], { epsilon: number }>(
  'layerNorm',
  {
    forward: ([x, gamma, beta], { epsilon }) => {
      const axes = normalizedAxes(x, gamma, beta);
      if (!(epsilon > 0)) throw new HandgradError(`layerNorm: epsilon is ${epsilon}, expected a positive number`);
      return standardize(x, axes, epsilon).n.mul(gamma).add(beta);
    },
    backward: (dy, { inputs: [x, gamma, beta], attributes: { epsilon } }) => {
      const axes = normalizedAxes(x, gamma, beta);
      const standardized = standardize(x, axes, epsilon);
      return [() => standardizeGradient(dy.mul(gamma), standardized, axes), () => dy.mul(standardized.n), () => dy];
    },
  },
);

function normalizedAxes(x: Tensor, gamma: Tensor, beta: Tensor): number[] {
  commonFloatDtype('layerNorm', { input: x, gamma, beta });
  const features = x.shape.slice(x.rank - gamma.rank);
  if (gamma.rank === 0 || !sameShape(gamma.shape, features) || !sameShape(beta.shape, features)) {
    throw new HandgradError(
      `layerNorm: gamma ${shapeText(gamma.shape)} and beta ${shapeText(beta.shape)} need the shape of the input's last axes ` +
        `(input ${shapeText(x.shape)})`,
    );
  }
  return features.map((_, i) => x.rank - gamma.rank + i);
}
