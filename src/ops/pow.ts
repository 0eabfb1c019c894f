import { defineOperation } from '../autograd/define-operation.js';
import type { Tensor } from '../tensor/tensor.js';
import { binary } from './elementwise.js';
import { where } from './where.js';

/**
 * Power, elementwise with broadcasting: y = a^b.
 *
 *   dL/da = dL/dy * b * a^(b-1)        (0 where b = 0, also at a = 0)
 *   dL/db = dL/dy * y * ln(a)          (0 where a <= 0: there y is defined for whole b only; TensorFlow's convention)
 *
 * a, b: shapes that broadcast, one float dtype; y: the broadcast shape. A negative a with a fractional b gives NaN.
 */
export const pow = defineOperation<[a: Tensor, b: Tensor]>('pow', {
  forward: ([a, b]) => binary('pow', a, b),
  // The logarithm is of 1 where a <= 0: choosing before it, not after, leaves no NaN for a second derivative to meet.
  backward: (dy, { inputs: [a, b], y }) => [
    () => dy.mul(where(b.equal(0), 0, b.mul(a.pow(b.sub(1))))),
    () => dy.mul(y).mul(where(a.greater(0), a, 1).log()),
  ],
});
