import { defineOperation } from '../autograd/define-operation.js';
import { HandgradError } from '../tensor/error.js';
import type { Tensor } from '../tensor/tensor.js';
import { unary } from './elementwise.js';
import { where } from './where.js';

/**
 * Clipping, elementwise: y = min(max(x, low), high).
 *
 *   dL/dx = dL/dy where low <= x <= high, else 0        (both bounds included, as in TensorFlow.js)
 *
 * x: any shape, float or int32; y: the same.
 * @throws {HandgradError} unless low <= high.
 */
export const clip = defineOperation<[x: Tensor], { low: number; high: number }>('clip', {
  forward: ([x], { low, high }) => {
    if (!(low <= high)) throw new HandgradError(`clip: the lower bound ${low} is not below the upper bound ${high}`);
    return unary('clip', x, low, high);
  },
  // Inside the bounds, and only there, clipping changes nothing.
  backward: (dy, { inputs: [x], y }) => [() => where(x.equal(y), dy, 0)],
});
