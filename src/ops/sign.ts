import { defineOperation } from '../autograd/define-operation.js';
import type { Tensor } from '../tensor/tensor.js';
import { fullLike } from './create.js';
import { unary } from './elementwise.js';

/**
 * Sign, elementwise: y = -1, 0 or 1.
 *
 *   dL/dx = 0        (the jump at 0 is left out, so that the second derivative of |x| is 0)
 *
 * x: any shape, float or int32; y: the same.
 */
export const sign = defineOperation<[x: Tensor]>('sign', {
  forward: ([x]) => unary('sign', x),
  backward: (dy) => [() => fullLike(dy, 0)],
});
