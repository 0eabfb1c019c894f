import { defineOperation } from '../autograd/define-operation.js';
import type { Tensor } from '../tensor/tensor.js';
import { unary } from './elementwise.js';

/**
 * Absolute value, elementwise: y = |x|.
 *
 *   dL/dx = dL/dy * sign(x)        (0 at x = 0)
 *
 * x: any shape, float or int32; y: the same.
 */
export const abs = defineOperation<[x: Tensor]>('abs', {
  forward: ([x]) => unary('abs', x),
  backward: (dy, { inputs: [x] }) => [() => dy.mul(x.sign())],
});
