import { defineOperation } from '../autograd/define-operation.js';
import type { Tensor } from '../tensor/tensor.js';
import { unary } from './elementwise.js';

/**
 * Sigmoid linear unit, also called swish (Elfwing, Uchibe, Doya 2017), elementwise: y = x s with s = sigmoid(x).
 *
 *   dL/dx = dL/dy * (s + y (1 - s))
 *
 * x: any shape, float; y: the same.
 */
export const silu = defineOperation<[x: Tensor]>('silu', {
  forward: ([x]) => unary('silu', x),
  backward: (dy, { inputs: [x], y }) => {
    const s = x.sigmoid();
    return [() => dy.mul(s.add(y.mul(s.rsub(1))))];
  },
});
