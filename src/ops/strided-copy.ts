import { run, runInPlace } from '../backend/run.js';
import { rowMajorStrides, type Shape } from '../tensor/shape.js';
import type { Tensor } from '../tensor/tensor.js';

/** Which elements of a tensor, seen as one row of numbers: offset + i . strides for every multi-index i. */
export interface Places {
  readonly offset: number;
  readonly strides: readonly number[];
}

/** The elements of x at `places`, as a tensor of `shape`. */
export function readStrided(x: Tensor, shape: Shape, { offset, strides }: Places): Tensor {
  const [y] = run('copy', [x], [{ shape, dtype: x.dtype }], {
    shape,
    inputOffset: offset,
    inputStrides: strides,
    outputOffset: 0,
    outputStrides: rowMajorStrides(shape),
  });
  return y;
}

/** Writes all of x to `places` of y, in place. */
export function writeStrided(x: Tensor, y: Tensor, { offset, strides }: Places): void {
  runInPlace('copy', [x], [y], {
    shape: x.shape,
    inputOffset: 0,
    inputStrides: rowMajorStrides(x.shape),
    outputOffset: offset,
    outputStrides: strides,
  });
}
