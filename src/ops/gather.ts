import { defineOperation, type Operation } from '../autograd/define-operation.js';
import { run } from '../backend/run.js';
import { HandgradError } from '../tensor/error.js';
import { normalizeAxis, shapeText, sizeOf } from '../tensor/shape.js';
import type { Tensor } from '../tensor/tensor.js';
import { checkIndices } from './indices.js';
import { scatterAdd } from './scatter-add.js';

/** Where indices count, and what the elements found there are multiplied by. */
export interface GatherAttributes {
  /** The axis that indices count along. */
  readonly axis: number;
  /** The factor of every element. */
  readonly scale: number;
}

/**
 * Elements picked along an axis: y[o, j, i] = scale * x[o, indices[j], i], o and i being the axes before and after it.
 *
 *   dL/dx[o, l, i] = scale * sum of dL/dy[o, j, i] over all j with indices[j] = l (`scatterAdd`)
 *
 * x: any shape with at least one axis, float, int32, or uint8: images as they lie in a file become float32, scaled, in the
 * same pass; indices: int32, any shape, no gradient; y: indices' shape in place of the axis. An index outside reads 0.
 */
export const gather: Operation<[x: Tensor, indices: Tensor], GatherAttributes> = defineOperation('gather', {
  forward: ([x, indices], { axis: named, scale }) => {
    const axis = normalizeAxis('gather', named, x.rank);
    checkIndices('gather', indices);
    if (x.dtype === 'int32' && !Number.isInteger(scale)) {
      throw new HandgradError(
        `gather: int32 ${shapeText(x.shape)} cannot be scaled by ${scale}; cast('float32') first`,
      );
    }
    const [outerShape, innerShape] = [x.shape.slice(0, axis), x.shape.slice(axis + 1)];
    const shape = [...outerShape, ...indices.shape, ...innerShape];
    const [y] = run('gather', [x, indices], [{ shape, dtype: x.dtype === 'uint8' ? 'float32' : x.dtype }], {
      outer: sizeOf(outerShape),
      length: x.shape[axis],
      inner: sizeOf(innerShape),
      count: indices.size,
      scale,
    });
    return y;
  },
  backward: (dy, { inputs: [x, indices], attributes: { axis: named, scale } }) => [
    () => {
      const axis = normalizeAxis('gather', named, x.rank);
      const dx = scatterAdd([dy, indices], { axis, length: x.shape[axis] });
      return scale === 1 ? dx : dx.mul(scale);
    },
    null,
  ],
});
