import { defineOperation } from '../autograd/define-operation.js';
import type { Tensor } from '../tensor/tensor.js';
import {
  alongReducedAxes,
  checkNotEmpty,
  keptShape,
  reducedCount,
  reducedShape,
  type ReduceAttributes,
} from './reduce.js';

/**
 * Logarithm of a sum of exponentials along axes: y = ln(sum of e^x), computed as m + ln(sum of e^(x - m)) with m the largest x,
 * so that nothing overflows.
 *
 *   dL/dx = dL/dy * e^(x - y)        (the softmax of x)
 *
 * x: any shape, float; y: x's shape without the reduced axes (with size 1 under keepDims).
 */
export const logSumExp = defineOperation<[x: Tensor], ReduceAttributes>('logSumExp', {
  forward: ([x], attributes) => {
    checkNotEmpty('logSumExp', x, reducedCount('logSumExp', x, attributes));
    const { axes } = attributes;
    const largest = x.max(axes, { keepDims: true });
    return x
      .sub(largest)
      .exp()
      .sum(axes, { keepDims: true })
      .log()
      .add(largest)
      .reshape(reducedShape('logSumExp', x, attributes));
  },
  backward: (dy, { inputs: [x], y, attributes }) => {
    const kept = keptShape('logSumExp', x, attributes);
    return [() => alongReducedAxes('logSumExp', dy, x, attributes).mul(x.sub(y.reshape(kept)).exp())];
  },
});
