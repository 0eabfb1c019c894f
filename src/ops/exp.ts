import { defineOperation } from '../autograd/define-operation.js';
import type { Tensor } from '../tensor/tensor.js';
import { unary } from './elementwise.js';

/**
 * Exponential, elementwise: y = e^x.
 *
 *   dL/dx = dL/dy * y
 *
 * x: any shape, float; y: the same.
 */
export const exp = defineOperation<[x: Tensor]>('exp', {
  forward: ([x]) => unary('exp', x),
  backward: (dy, { y }) => [() => dy.mul(y)],
});
