import { defineOperation } from '../autograd/define-operation.js';
import type { Tensor } from '../tensor/tensor.js';
import { binary } from './elementwise.js';

/**
 * The smaller of two, elementwise with broadcasting: y = min(a, b).
 *
 *   dL/da = dL/dy where a <= b, else 0        dL/db = dL/dy where a > b, else 0
 *
 * So a gets the whole gradient where both are equal (TensorFlow.js' convention).
 * a, b: shapes that broadcast, one dtype; y: the broadcast shape.
 */
export const minimum = defineOperation<[a: Tensor, b: Tensor]>('minimum', {
  forward: ([a, b]) => binary('minimum', a, b),
  backward: (dy, { inputs: [a, b] }) => [() => dy.mul(a.lessEqual(b)), () => dy.mul(a.greater(b))],
});
