/** Values on the host, for what compares derivatives with differences. */
import type { Backend } from '../backend/backend.js';
import { allocate } from '../backend/run.js';
import type { Shape } from '../tensor/shape.js';
import type { Tensor } from '../tensor/tensor.js';

/** A derivative smaller than this is held to an absolute error: differences of a constant are never exactly 0. */
const SMALLEST_SCALE = 1e-3;

/** max |analytic - numeric| as a share of the largest magnitude, 1e-3 at least; NaN, on either side alone, is an infinite error. */
export function relativeError(analytic: readonly number[], numeric: readonly number[]): number {
  let error = 0;
  let scale = SMALLEST_SCALE;
  analytic.forEach((value, i) => {
    const difference = Math.abs(value - numeric[i]);
    error = Math.max(error, Number.isNaN(difference) ? Infinity : difference);
    scale = Math.max(scale, Math.abs(value), Math.abs(numeric[i]));
  });
  return error === Infinity ? Infinity : error / scale;
}

/** float64 values as a tensor where `like` lives. */
export function fromValues(like: Tensor, shape: Shape, values: Float64Array): Tensor {
  // Every device is a backend: the lower layer only does not know what kernels are.
  const made = allocate(like.device as Backend, { shape, dtype: 'float64' });
  made.device.write(made.buffer, values);
  return made;
}

/** A tensor's values, as float64. */
export async function valuesOf(tensor: Tensor): Promise<Float64Array> {
  return Float64Array.from(await tensor.data());
}

/** All zeros but for a 1. */
export function unit(size: number, at: number): Float64Array {
  const values = new Float64Array(size);
  values[at] = 1;
  return values;
}

/** Sum of the products. */
export function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((total, value, i) => total + value * b[i], 0);
}
