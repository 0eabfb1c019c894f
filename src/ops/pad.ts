import { defineOperation } from '../autograd/define-operation.js';
import type { Backend } from '../backend/backend.js';
import { HandgradError } from '../tensor/error.js';
import { rowMajorStrides, shapeText, type Shape } from '../tensor/shape.js';
import type { Tensor } from '../tensor/tensor.js';
import { full } from './create.js';
import { writeStrided } from './strided-copy.js';

/** How many elements to add in front of and behind each axis. */
export type Paddings = readonly (readonly [before: number, after: number])[];

/**
 * Surrounds x with a constant: `before` elements in front of each axis and `after` behind it.
 *
 *   dL/dx = dL/dy without the border
 *
 * x: any shape, any dtype; y: x's sizes plus the paddings.
 */
export const pad = defineOperation<[x: Tensor], { paddings: Paddings; value: number }>('pad', {
  forward: ([x], { paddings, value }) => {
    checkPaddings(x.shape, paddings);
    const shape = x.shape.map((length, axis) => paddings[axis][0] + length + paddings[axis][1]);
    const strides = rowMajorStrides(shape);
    const y = full(shape, value, { dtype: x.dtype, backend: x.device as Backend });
    writeStrided(x, y, { offset: strides.reduce((at, stride, axis) => at + paddings[axis][0] * stride, 0), strides });
    return y;
  },
  backward: (dy, { inputs: [x], attributes: { paddings } }) => [
    () =>
      dy.slice(
        paddings.map(([before]) => before),
        x.shape,
      ),
  ],
});

function checkPaddings(shape: Shape, paddings: Paddings): void {
  const isValid = paddings.every((pair) => pair.length === 2 && pair.every((n) => Number.isInteger(n) && n >= 0));
  if (paddings.length !== shape.length || !isValid) {
    throw new HandgradError(
      `pad: ${JSON.stringify(paddings)} does not fit ${shapeText(shape)} ` +
        `(expected ${shape.length} pairs [before, after] of whole numbers, 0 or more)`,
    );
  }
}
