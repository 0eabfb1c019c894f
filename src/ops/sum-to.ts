import { sameShape, type Shape } from '../tensor/shape.js';
import type { Tensor } from '../tensor/tensor.js';

/**
 * Undoes broadcasting: sums x along every axis that `shape` had to be stretched along to become x's shape.
 * The transpose of `broadcastTo`, as a linear map; recorded as the sum and reshape that it is made of.
 */
export function sumTo(x: Tensor, shape: Shape): Tensor {
  if (sameShape(x.shape, shape)) return x;
  const missing = x.rank - shape.length;
  const stretched = x.shape
    .map((_, axis) => axis)
    .filter((axis) => axis < missing || shape[axis - missing] !== x.shape[axis]);
  return x.sum(stretched).reshape(shape);
}
