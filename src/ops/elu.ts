import { defineOperation } from '../autograd/define-operation.js';
import type { Tensor } from '../tensor/tensor.js';
import { unary } from './elementwise.js';
import { where } from './where.js';

/**
 * Exponential linear unit (Clevert, Unterthiner, Hochreiter 2015), elementwise: y = x where x > 0, else alpha (e^x - 1).
 *
 *   dL/dx = dL/dy where x > 0, else dL/dy * alpha e^x
 *
 * x: any shape, float; y: the same.
 */
export const elu = defineOperation<[x: Tensor], { alpha: number }>('elu', {
  forward: ([x], { alpha }) => unary('elu', x, alpha),
  // min(x, 0): the exponential of a large x would overflow on the side that is not chosen.
  backward: (dy, { inputs: [x], attributes: { alpha } }) => [
    () => where(x.greater(0), dy, dy.mul(x.minimum(0).exp()).mul(alpha)),
  ],
});
