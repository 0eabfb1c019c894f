import { defineOperation } from '../autograd/define-operation.js';
import type { Tensor } from '../tensor/tensor.js';
import { unary } from './elementwise.js';

/**
 * Error function, elementwise: y = 2 / sqrt(pi) * integral from 0 to x of exp(-t^2) dt.
 *
 *   dL/dx = dL/dy * 2 / sqrt(pi) * exp(-x^2)
 *
 * x: any shape, float; y: the same, in (-1, 1).
 */
export const erf = defineOperation<[x: Tensor]>('erf', {
  forward: ([x]) => unary('erf', x),
  backward: (dy, { inputs: [x] }) => [() => dy.mul(x.square().neg().exp()).mul(2 / Math.sqrt(Math.PI))],
});
