import { defineOperation } from '../autograd/define-operation.js';
import { run } from '../backend/run.js';
import { HandgradError } from '../tensor/error.js';
import { broadcastShapes, broadcastStrides, rowMajorStrides, sameShape, shapeText, type Shape } from '../tensor/shape.js';
import type { Tensor } from '../tensor/tensor.js';

/**
 * Repeats x along axes of size 1 (and new ones in front) until it has the given shape.
 *
 *   dL/dx = dL/dy, summed over the repeats: the driver does that for every broadcast input
 *
 * x: any shape that broadcasts to `shape`; y: `shape`.
 */
export const broadcastTo = defineOperation<[x: Tensor], { shape: Shape }>('broadcastTo', {
  forward: ([x], { shape }) => {
    if (sameShape(x.shape, shape)) return x;
    if (!sameShape(broadcastShapes('broadcastTo', x.shape, shape), shape)) {
      throw new HandgradError(`broadcastTo: ${shapeText(x.shape)} cannot be stretched to ${shapeText(shape)}`);
    }
    const [y] = run('copy', [x], [{ shape, dtype: x.dtype }], {
      shape,
      inputOffset: 0,
      inputStrides: broadcastStrides(x.shape, shape),
      outputOffset: 0,
      outputStrides: rowMajorStrides(shape),
    });
    return y;
  },
  backward: (dy) => [() => dy],
});
