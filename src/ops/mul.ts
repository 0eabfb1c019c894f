import { defineOperation } from '../autograd/define-operation.js';
import type { Tensor } from '../tensor/tensor.js';
import { binary } from './elementwise.js';

/**
 * Multiplication, elementwise with broadcasting: y = a * b.
 *
 *   dL/da = dL/dy * b        dL/db = dL/dy * a
 *
 * a, b: shapes that broadcast, one dtype; y: the broadcast shape.
 */
export const mul = defineOperation<[a: Tensor, b: Tensor]>('mul', {
  forward: ([a, b]) => binary('mul', a, b),
  backward: (dy, { inputs: [a, b] }) => [() => dy.mul(b), () => dy.mul(a)],
});
