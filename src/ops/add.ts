import { defineOperation } from '../autograd/define-operation.js';
import type { Tensor } from '../tensor/tensor.js';
import { binary } from './elementwise.js';

/**
 * Addition, elementwise with broadcasting: y = a + b.
 *
 *   dL/da = dL/dy        dL/db = dL/dy
 *
 * a, b: shapes that broadcast, one dtype; y: the broadcast shape.
 */
export const add = defineOperation<[a: Tensor, b: Tensor]>('add', {
  forward: ([a, b]) => binary('add', a, b),
  backward: (dy) => [() => dy, () => dy],
});
