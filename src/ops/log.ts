import { defineOperation } from '../autograd/define-operation.js';
import type { Tensor } from '../tensor/tensor.js';
import { unary } from './elementwise.js';

/**
 * Natural logarithm, elementwise: y = ln x.
 *
 *   dL/dx = dL/dy / x
 *
 * x: any shape, float; y: the same (-infinity at 0, NaN below).
 */
export const log = defineOperation<[x: Tensor]>('log', {
  forward: ([x]) => unary('log', x),
  backward: (dy, { inputs: [x] }) => [() => dy.div(x)],
});
