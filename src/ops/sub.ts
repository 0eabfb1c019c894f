import { defineOperation } from '../autograd/define-operation.js';
import type { Tensor } from '../tensor/tensor.js';
import { binary } from './elementwise.js';

/**
 * Subtraction, elementwise with broadcasting: y = a - b.
 *
 *   dL/da = dL/dy        dL/db = -dL/dy
 *
 * a, b: shapes that broadcast, one dtype; y: the broadcast shape.
 */
export const sub = defineOperation<[a: Tensor, b: Tensor]>('sub', {
  forward: ([a, b]) => binary('sub', a, b),
  backward: (dy) => [() => dy, () => dy.neg()],
});
