import { defineOperation } from '../autograd/define-operation.js';
import { HandgradError } from '../tensor/error.js';
import { normalizeAxis, rowMajorStrides, shapeText, type Shape } from '../tensor/shape.js';
import type { Tensor } from '../tensor/tensor.js';
import { readStrided } from './strided-copy.js';

/**
 * The axes in another order: y's axis i is x's axis permutation[i].
 *
 *   dL/dx = dL/dy, transposed back by the inverse permutation
 *
 * x: any shape, any dtype; y: x's sizes, permuted. Without a permutation the axes are reversed: the transpose of a matrix.
 */
export const transpose = defineOperation<[x: Tensor], { permutation?: Shape | undefined }>('transpose', {
  forward: ([x], { permutation }) => {
    const order = resolve(x.shape, permutation);
    if (order.every((axis, i) => axis === i)) return x;
    const strides = rowMajorStrides(x.shape);
    return readStrided(
      x,
      order.map((axis) => x.shape[axis]),
      { offset: 0, strides: order.map((axis) => strides[axis]) },
    );
  },
  backward: (dy, { inputs: [x], attributes: { permutation } }) => {
    const order = resolve(x.shape, permutation);
    return [() => dy.transpose(order.map((_, axis) => order.indexOf(axis)))];
  },
});

function resolve(shape: Shape, permutation: Shape | undefined): number[] {
  if (!permutation) return shape.map((_, axis) => shape.length - 1 - axis);
  const order = permutation.map((axis) => normalizeAxis('transpose', axis, shape.length));
  if (order.length !== shape.length || new Set(order).size !== order.length) {
    throw new HandgradError(
      `transpose: ${shapeText(permutation)} is no permutation of the ${shape.length} axes of ${shapeText(shape)} ` +
        `(each must be named once)`,
    );
  }
  return order;
}
