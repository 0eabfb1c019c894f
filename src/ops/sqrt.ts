import { defineOperation } from '../autograd/define-operation.js';
import type { Tensor } from '../tensor/tensor.js';
import { unary } from './elementwise.js';

/**
 * Square root, elementwise: y = sqrt(x).
 *
 *   dL/dx = dL/dy / (2 y)        (infinite at x = 0)
 *
 * x: any shape, float; y: the same (NaN below 0).
 */
export const sqrt = defineOperation<[x: Tensor]>('sqrt', {
  forward: ([x]) => unary('sqrt', x),
  backward: (dy, { y }) => [() => dy.div(y.mul(2))],
});
