import { defineOperation } from '../autograd/define-operation.js';
import type { Tensor } from '../tensor/tensor.js';
import { alongLastAxis } from './softmax-rows.js';

/**
 * Softmax along one axis: y_i = e^(x_i) / sum over j of e^(x_j), shifted by the largest x, so that nothing overflows.
 *
 *   dL/dx = y * (dL/dy - sum along the axis of dL/dy * y)
 *
 * x: any shape with at least one axis, float; y: the same, each line along the axis adding up to 1.
 */
export const softmax = defineOperation<[x: Tensor], { axis: number }>('softmax', {
  forward: ([x], { axis }) => alongLastAxis('softmax', x, axis, false),
  backward: (dy, { y, attributes: { axis } }) => [() => y.mul(dy.sub(dy.mul(y).sum(axis, { keepDims: true })))],
});
