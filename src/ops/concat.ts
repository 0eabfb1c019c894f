import { defineOperation } from '../autograd/define-operation.js';
import type { Backend } from '../backend/backend.js';
import { allocate } from '../backend/run.js';
import { HandgradError } from '../tensor/error.js';
import { normalizeAxis, rowMajorStrides, shapeText, type Shape } from '../tensor/shape.js';
import type { Tensor } from '../tensor/tensor.js';
import { writeStrided } from './strided-copy.js';

/**
 * Tensors one behind the other along an axis.
 *
 *     concat([a, b], 1)
 *
 * tensors: at least one, of one dtype, with sizes that agree but along `axis` (default 0; counted from the back if negative).
 * @throws {HandgradError} when there is none or they do not fit together.
 */
export function concat(tensors: readonly Tensor[], axis = 0): Tensor {
  if (tensors.length === 0) throw new HandgradError('concat: the list of tensors is empty');
  return concatOperation(tensors, { axis: normalizeAxis('concat', axis, tensors[0].rank) });
}

/**
 * The joining itself.
 *
 *   dL/dx_i = the part of dL/dy where x_i went
 */
export const concatOperation = defineOperation<readonly Tensor[], { axis: number }>('concat', {
  forward: (tensors, { axis }) => {
    const [first] = tensors;
    checkAgreement(tensors, axis);
    const shape = first.shape.with(axis, beginnings(tensors, axis)[tensors.length]);
    const strides = rowMajorStrides(shape);
    const y = allocate(first.device as Backend, { shape, dtype: first.dtype });
    beginnings(tensors, axis).forEach((begin, i) => {
      if (i < tensors.length) writeStrided(tensors[i], y, { offset: begin * strides[axis], strides });
    });
    return y;
  },
  backward: (dy, { inputs, attributes: { axis } }) => {
    const begins = beginnings(inputs, axis);
    return inputs.map((x, i) => () => {
      const begin = x.shape.map((_, j) => (j === axis ? begins[i] : 0));
      return dy.slice(begin, x.shape);
    });
  },
});

/** Where each tensor begins along the axis, and, last, where the whole ends. */
function beginnings(tensors: readonly Tensor[], axis: number): number[] {
  const begins = [0];
  for (const { shape } of tensors) begins.push(begins[begins.length - 1] + shape[axis]);
  return begins;
}

function checkAgreement(tensors: readonly Tensor[], axis: number): void {
  const [first] = tensors;
  const fits = (shape: Shape) =>
    shape.length === first.rank && shape.every((length, i) => i === axis || length === first.shape[i]);
  tensors.forEach(({ shape, dtype }, i) => {
    if (dtype !== first.dtype) {
      throw new HandgradError(
        `concat: tensors 0 and ${i} differ in dtype: ${first.dtype} and ${dtype}; cast one of them`,
      );
    }
    if (!fits(shape)) {
      throw new HandgradError(
        `concat: tensors 0 and ${i} do not fit together along axis ${axis}: ${shapeText(first.shape)} and ${shapeText(shape)} ` +
          `(sizes along the other axes must agree)`,
      );
    }
  });
}
