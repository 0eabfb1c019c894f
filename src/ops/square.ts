import { defineOperation } from '../autograd/define-operation.js';
import type { Tensor } from '../tensor/tensor.js';
import { unary } from './elementwise.js';

/**
 * Square, elementwise: y = x^2.
 *
 *   dL/dx = dL/dy * 2 x
 *
 * x: any shape, float or int32; y: the same.
 */
export const square = defineOperation<[x: Tensor]>('square', {
  forward: ([x]) => unary('square', x),
  backward: (dy, { inputs: [x] }) => [() => dy.mul(x).mul(2)],
});
