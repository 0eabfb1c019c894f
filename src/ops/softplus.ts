import { defineOperation } from '../autograd/define-operation.js';
import type { Tensor } from '../tensor/tensor.js';
import { unary } from './elementwise.js';

/**
 * Softplus, elementwise: y = ln(1 + e^x), computed as max(x, 0) + ln(1 + e^-|x|), which does not overflow.
 *
 *   dL/dx = dL/dy * sigmoid(x)
 *
 * x: any shape, float; y: the same.
 */
export const softplus = defineOperation<[x: Tensor]>('softplus', {
  forward: ([x]) => unary('softplus', x),
  backward: (dy, { inputs: [x] }) => [() => dy.mul(x.sigmoid())],
});
