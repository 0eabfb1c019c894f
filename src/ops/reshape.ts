import { defineOperation } from '../autograd/define-operation.js';
import { HandgradError } from '../tensor/error.js';
import { shapeText, sizeOf, type Shape } from '../tensor/shape.js';
import type { Tensor } from '../tensor/tensor.js';

/**
 * The same elements, in the same order, under another shape: no element moves, the result shares x's memory.
 *
 *   dL/dx = dL/dy, reshaped back
 *
 * x: any shape; y: `shape`, in which one size may be -1 (whatever remains).
 */
export const reshape = defineOperation<[x: Tensor], { shape: Shape }>('reshape', {
  forward: ([x], { shape }) => x.view(resolve(x.shape, shape)),
  backward: (dy, { inputs: [x] }) => [() => dy.reshape(x.shape)],
});

function resolve(from: Shape, to: Shape): Shape {
  const open = to.indexOf(-1);
  const known = sizeOf(to.filter((length) => length !== -1));
  const shape = open < 0 ? to : to.map((length, axis) => (axis === open ? sizeOf(from) / known : length));
  if (sizeOf(shape) !== sizeOf(from) || !shape.every((length) => Number.isInteger(length) && length >= 0)) {
    throw new HandgradError(
      `reshape: ${shapeText(from)} has ${sizeOf(from)} elements and cannot become ${shapeText(to)} ` +
        `(the sizes must multiply to the same number; one may be -1)`,
    );
  }
  return shape;
}
