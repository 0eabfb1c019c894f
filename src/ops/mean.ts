import { defineOperation } from '../autograd/define-operation.js';
import type { Tensor } from '../tensor/tensor.js';
import { alongReducedAxes, reduceAxes, reducedCount, type ReduceAttributes } from './reduce.js';

/**
 * Mean along axes: y = 1/n * sum over the n elements along the reduced axes of x.
 *
 *   dL/dx = dL/dy / n, repeated along the reduced axes
 *
 * x: any shape, float; y: x's shape without the reduced axes (with size 1 under keepDims).
 */
export const mean = defineOperation<[x: Tensor], ReduceAttributes>('mean', {
  forward: ([x], attributes) => reduceAxes('mean', x, attributes),
  backward: (dy, { inputs: [x], attributes }) => [
    () => {
      const share = dy.div(reducedCount('mean', x, attributes));
      return alongReducedAxes('mean', share, x, attributes).broadcastTo(x.shape);
    },
  ],
});
