import { defineOperation } from '../autograd/define-operation.js';
import type { Tensor } from '../tensor/tensor.js';
import { alongLastAxis } from './softmax-rows.js';

/**
 * Logarithm of softmax along one axis: y_i = x_i - ln(sum over j of e^(x_j)), exact where softmax itself underflows to 0.
 *
 *   dL/dx = dL/dy - e^y * sum along the axis of dL/dy
 *
 * x: any shape with at least one axis, float; y: the same.
 */
export const logSoftmax = defineOperation<[x: Tensor], { axis: number }>('logSoftmax', {
  forward: ([x], { axis }) => alongLastAxis('logSoftmax', x, axis, true),
  backward: (dy, { y, attributes: { axis } }) => [() => dy.sub(y.exp().mul(dy.sum(axis, { keepDims: true })))],
});
