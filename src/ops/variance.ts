import { defineOperation } from '../autograd/define-operation.js';
import type { Tensor } from '../tensor/tensor.js';
import { alongReducedAxes, checkNotEmpty, reduceAxes, reducedCount, type ReduceAttributes } from './reduce.js';

/**
 * Biased variance along axes: y = 1/n * sum over the n elements of (x - m)^2, m their mean.
 *
 *   dL/dx = dL/dy * 2 (x - m) / n        (what m passes back adds up to 0)
 *
 * In two passes, the mean first: a large mean does not cancel.
 * x: any shape, float; y: x's shape without the reduced axes (with size 1 under keepDims).
 */
export const variance = defineOperation<[x: Tensor], ReduceAttributes>('variance', {
  forward: ([x], attributes) => {
    checkNotEmpty('variance', x, reducedCount('variance', x, attributes));
    return reduceAxes('mean', deviation(x, attributes).square(), attributes);
  },
  backward: (dy, { inputs: [x], attributes }) => [
    () => {
      const slope = dy.mul(2 / reducedCount('variance', x, attributes));
      return alongReducedAxes('variance', slope, x, attributes).mul(deviation(x, attributes));
    },
  ],
});

function deviation(x: Tensor, { axes }: ReduceAttributes): Tensor {
  return x.sub(x.mean(axes, { keepDims: true }));
}
