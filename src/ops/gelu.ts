import { defineOperation } from '../autograd/define-operation.js';
import type { Tensor } from '../tensor/tensor.js';
import { unary } from './elementwise.js';

/**
 * Gaussian error linear unit (Hendrycks, Gimpel 2016), elementwise, in its exact form: y = x Phi(x), with the normal
 * distribution's Phi(x) = (1 + erf(x / sqrt 2)) / 2 and its density phi(x) = exp(-x^2 / 2) / sqrt(2 pi).
 *
 *   dL/dx = dL/dy * (Phi(x) + x phi(x))
 *
 * x: any shape, float; y: the same.
 */
export const gelu = defineOperation<[x: Tensor]>('gelu', {
  forward: ([x]) => unary('gelu', x),
  backward: (dy, { inputs: [x] }) => [() => dy.mul(distribution(x).add(x.mul(density(x))))],
});

function distribution(x: Tensor): Tensor {
  return x.mul(Math.SQRT1_2).erf().add(1).mul(0.5);
}

function density(x: Tensor): Tensor {
  return x
    .square()
    .mul(-0.5)
    .exp()
    .mul(1 / Math.sqrt(2 * Math.PI));
}
