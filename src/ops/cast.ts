import { defineOperation } from '../autograd/define-operation.js';
import { run } from '../backend/run.js';
import type { DType } from '../tensor/dtype.js';
import type { Tensor } from '../tensor/tensor.js';

/**
 * The same values in another dtype: rounded into float32, cut towards zero into integers.
 *
 *   dL/dx = dL/dy, cast back        (between floats; a result of whole numbers requires no gradient)
 *
 * x: any shape; y: the same.
 */
export const cast = defineOperation<[x: Tensor], { dtype: DType }>('cast', {
  forward: ([x], { dtype }) => {
    if (x.dtype === dtype) return x;
    const [y] = run('cast', [x], [{ shape: x.shape, dtype }], {});
    return y;
  },
  // Only floats require gradients, so the way back leads to a float as well.
  backward: (dy, { inputs: [x] }) => [() => dy.cast(x.dtype)],
});
