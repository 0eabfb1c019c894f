import { defineOperation } from '../autograd/define-operation.js';
import { run } from '../backend/run.js';
import { isFloat, type DType } from '../tensor/dtype.js';
import { HandgradError } from '../tensor/error.js';
import type { Tensor } from '../tensor/tensor.js';
import { checkIndices } from './indices.js';

/** What a one-hot encoding is made of. */
export interface OneHotAttributes {
  /** Number of classes: the size of the new last axis. */
  readonly depth: number;
  readonly onValue: number;
  readonly offValue: number;
  /** float32 or float64. */
  readonly dtype: DType;
}

/**
 * One-hot encoding: y[..., d] = onValue where d is the index, else offValue. An index outside of 0 .. depth - 1 is on nowhere.
 *
 * Indices carry no gradient, so there is none to pass back.
 * indices: int32, any shape; y: [...indices' shape, depth].
 */
export const oneHot = defineOperation<[indices: Tensor], OneHotAttributes>('oneHot', {
  forward: ([indices], { depth, onValue, offValue, dtype }) => {
    checkIndices('oneHot', indices);
    if (!Number.isInteger(depth) || depth < 1)
      throw new HandgradError(`oneHot: the depth is ${depth}, expected 1 or more`);
    if (!isFloat(dtype)) throw new HandgradError(`oneHot: ${dtype} was asked for, expected float32 or float64`);
    const attributes = { depth, onValue, offValue };
    const [y] = run('oneHot', [indices], [{ shape: [...indices.shape, depth], dtype }], attributes);
    return y;
  },
  backward: null,
});
