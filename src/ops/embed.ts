import { defineOperation } from '../autograd/define-operation.js';
import { HandgradError } from '../tensor/error.js';
import { sameShape, shapeText, type Shape } from '../tensor/shape.js';
import type { Tensor } from '../tensor/tensor.js';
import type { Backend } from '../backend/backend.js';
import { full } from './create.js';
import { slicePlaces, type SliceAttributes } from './slice-places.js';
import { writeStrided } from './strided-copy.js';

/**
 * The opposite of `slice`: zeros, with x written where the slice would read: y[begin + i * step] = x[i].
 * As linear maps the two are each other's transposes.
 *
 *   dL/dx = dL/dy, sliced
 *
 * x: any shape, the slice's; y: `shape`.
 */
export const embed = defineOperation<[x: Tensor], SliceAttributes & { shape: Shape }>('embed', {
  forward: ([x], { shape, ...attributes }) => {
    const { shape: sliced, ...places } = slicePlaces(shape, attributes);
    if (!sameShape(sliced, x.shape)) {
      throw new HandgradError(
        `embed: the slice of ${shapeText(shape)} has shape ${shapeText(sliced)}, the input ${shapeText(x.shape)}`,
      );
    }
    const y = full(shape, 0, { dtype: x.dtype, backend: x.device as Backend });
    writeStrided(x, y, places);
    return y;
  },
  backward: (dy, { attributes: { begin, size, step } }) => [() => dy.slice(begin, size, step)],
});
