import { defineOperation } from '../autograd/define-operation.js';
import type { Tensor } from '../tensor/tensor.js';
import { binary } from './elementwise.js';

/**
 * The larger of two, elementwise with broadcasting: y = max(a, b).
 *
 *   dL/da = dL/dy where a >= b, else 0        dL/db = dL/dy where a < b, else 0
 *
 * So a gets the whole gradient where both are equal (TensorFlow.js' convention).
 * a, b: shapes that broadcast, one dtype; y: the broadcast shape.
 */
export const maximum = defineOperation<[a: Tensor, b: Tensor]>('maximum', {
  forward: ([a, b]) => binary('maximum', a, b),
  backward: (dy, { inputs: [a, b] }) => [() => dy.mul(a.greaterEqual(b)), () => dy.mul(a.less(b))],
});
