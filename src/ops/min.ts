import { defineOperation } from '../autograd/define-operation.js';
import type { Tensor } from '../tensor/tensor.js';
import { alongReducedAxes, reduceAxes, type ReduceAttributes } from './reduce.js';
import { where } from './where.js';

/**
 * Smallest element along axes: y = min over the reduced axes of x.
 *
 *   dL/dx = dL/dy where x = y, else 0
 *
 * So each of several equal minima gets the whole gradient (TensorFlow.js' convention).
 * x: any shape, float; y: x's shape without the reduced axes (with size 1 under keepDims).
 */
export const min = defineOperation<[x: Tensor], ReduceAttributes>('min', {
  forward: ([x], attributes) => reduceAxes('min', x, attributes),
  backward: (dy, { inputs: [x], y, attributes }) => {
    const aligned = (reduced: Tensor) => alongReducedAxes('min', reduced, x, attributes);
    return [() => where(x.equal(aligned(y)), aligned(dy), 0)];
  },
});
