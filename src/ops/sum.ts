import { defineOperation } from '../autograd/define-operation.js';
import type { Tensor } from '../tensor/tensor.js';
import { alongReducedAxes, reduceAxes, type ReduceAttributes } from './reduce.js';

/**
 * Sum along axes: y = sum over the reduced axes of x.
 *
 *   dL/dx = dL/dy, repeated along the reduced axes
 *
 * x: any shape, float; y: x's shape without the reduced axes (with size 1 under keepDims). A sum of nothing is 0.
 */
export const sum = defineOperation<[x: Tensor], ReduceAttributes>('sum', {
  forward: ([x], attributes) => reduceAxes('sum', x, attributes),
  backward: (dy, { inputs: [x], attributes }) => [
    () => alongReducedAxes('sum', dy, x, attributes).broadcastTo(x.shape),
  ],
});
