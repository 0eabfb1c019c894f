import { defineOperation } from '../autograd/define-operation.js';
import type { Tensor } from '../tensor/tensor.js';
import { binary } from './elementwise.js';

/**
 * Division, elementwise with broadcasting: y = a / b.
 *
 *   dL/da = dL/dy / b        dL/db = -dL/dy * a / b^2 = -dL/dy * y / b
 *
 * a, b: shapes that broadcast, one float dtype; y: the broadcast shape.
 */
export const div = defineOperation<[a: Tensor, b: Tensor]>('div', {
  forward: ([a, b]) => binary('div', a, b),
  backward: (dy, { inputs: [, b], y }) => [() => dy.div(b), () => dy.mul(y).div(b).neg()],
});
