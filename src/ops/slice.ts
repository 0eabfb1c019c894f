import { defineOperation, type Operation } from '../autograd/define-operation.js';
import type { Tensor } from '../tensor/tensor.js';
import { embed } from './embed.js';
import { slicePlaces, type SliceAttributes } from './slice-places.js';
import { readStrided } from './strided-copy.js';

/**
 * A box cut out of x: y[i] = x[begin + i * step], along every axis.
 *
 *   dL/dx = zeros of x's shape with dL/dy written where the slice was read (`embed`)
 *
 * x: any shape, any dtype; y: `size`.
 */
export const slice: Operation<[x: Tensor], SliceAttributes> = defineOperation('slice', {
  forward: ([x], attributes) => {
    const { shape, ...places } = slicePlaces(x.shape, attributes);
    return readStrided(x, shape, places);
  },
  backward: (dy, { inputs: [x], attributes }) => [() => embed([dy], { ...attributes, shape: x.shape })],
});
