import { defineOperation } from '../autograd/define-operation.js';
import type { Tensor } from '../tensor/tensor.js';
import { unary } from './elementwise.js';
import { where } from './where.js';

/**
 * Leaky rectified linear unit (Maas, Hannun, Ng 2013), elementwise: y = x where x > 0, else alpha x.
 *
 *   dL/dx = dL/dy where x > 0, else alpha dL/dy
 *
 * x: any shape, float; y: the same.
 */
export const leakyRelu = defineOperation<[x: Tensor], { alpha: number }>('leakyRelu', {
  forward: ([x], { alpha }) => unary('leakyRelu', x, alpha),
  backward: (dy, { inputs: [x], attributes: { alpha } }) => [() => where(x.greater(0), dy, dy.mul(alpha))],
});
