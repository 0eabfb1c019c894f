import { defineOperation } from '../autograd/define-operation.js';
import type { Tensor } from '../tensor/tensor.js';
import { unary } from './elementwise.js';

/**
 * Negation, elementwise: y = -x.
 *
 *   dL/dx = -dL/dy
 *
 * x: any shape, float or int32; y: the same.
 */
export const neg = defineOperation<[x: Tensor]>('neg', {
  forward: ([x]) => unary('neg', x),
  backward: (dy) => [() => dy.neg()],
});
