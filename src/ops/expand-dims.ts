import { normalizeAxis } from '../tensor/shape.js';
import type { Tensor } from '../tensor/tensor.js';

/** The same elements with a new axis of size 1 at `axis` (counted in the result, from the back if negative). */
export function expandDims(x: Tensor, axis: number): Tensor {
  return x.reshape(x.shape.toSpliced(normalizeAxis('expandDims', axis, x.rank + 1), 0, 1));
}
