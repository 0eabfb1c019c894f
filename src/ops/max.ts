import { defineOperation } from '../autograd/define-operation.js';
import type { Tensor } from '../tensor/tensor.js';
import { alongReducedAxes, reduceAxes, type ReduceAttributes } from './reduce.js';
import { where } from './where.js';

/**
 * Largest element along axes: y = max over the reduced axes of x.
 *
 *   dL/dx = dL/dy where x = y, else 0
 *
 * So each of several equal maxima gets the whole gradient (TensorFlow.js' convention; max pooling has another).
 * x: any shape, float; y: x's shape without the reduced axes (with size 1 under keepDims).
 */
export const max = defineOperation<[x: Tensor], ReduceAttributes>('max', {
  forward: ([x], attributes) => reduceAxes('max', x, attributes),
  backward: (dy, { inputs: [x], y, attributes }) => {
    const aligned = (reduced: Tensor) => alongReducedAxes('max', reduced, x, attributes);
    return [() => where(x.equal(aligned(y)), aligned(dy), 0)];
  },
});
