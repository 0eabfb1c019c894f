import { defineOperation } from '../autograd/define-operation.js';
import { HandgradError } from '../tensor/error.js';
import { broadcastShapes, broadcastStrides, checkShape, sameShape, shapeText, type Shape } from '../tensor/shape.js';
import type { Tensor } from '../tensor/tensor.js';
import { readStrided } from './strided-copy.js';

/**
 * Repeats x along axes of size 1 (and new ones in front) until it has the given shape.
 *
 *   dL/dx = dL/dy, summed over the repeats: the driver does that for every broadcast input
 *
 * x: any shape that broadcasts to `shape`, any dtype; y: `shape`.
 */
export const broadcastTo = defineOperation<[x: Tensor], { shape: Shape }>('broadcastTo', {
  forward: ([x], { shape }) => {
    checkShape('broadcastTo', shape);
    if (sameShape(x.shape, shape)) return x;
    if (!sameShape(broadcastShapes('broadcastTo', x.shape, shape), shape)) {
      throw new HandgradError(`broadcastTo: ${shapeText(x.shape)} cannot be stretched to ${shapeText(shape)}`);
    }
    return readStrided(x, shape, { offset: 0, strides: broadcastStrides(x.shape, shape) });
  },
  backward: (dy) => [() => dy],
});
