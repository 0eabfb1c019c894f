import { HandgradError } from '../tensor/error.js';
import { shapeText } from '../tensor/shape.js';
import type { Tensor } from '../tensor/tensor.js';

/**
 * Products with vectors, each a matrix product of reshaped sides:
 *
 *   [K] . [K] -> scalar        [K] . [K, N] -> [N]        [M, K] . [K] -> [M]        [M, K] . [K, N] -> [M, N]
 *
 * @throws {HandgradError} when a side has another number of axes or the inner sizes differ.
 */
export function dot(a: Tensor, b: Tensor): Tensor {
  const isFitting = (side: Tensor) => side.rank === 1 || side.rank === 2;
  const inner = a.shape[a.rank - 1];
  if (!isFitting(a) || !isFitting(b) || inner !== b.shape[0]) {
    throw new HandgradError(
      `dot: ${shapeText(a.shape)} times ${shapeText(b.shape)} is not defined ` +
        `(vectors or matrices; the last size of the left is the first of the right)`,
    );
  }
  const left = a.rank === 1 ? a.reshape([1, inner]) : a;
  const right = b.rank === 1 ? b.reshape([inner, 1]) : b;
  return left.matmul(right).reshape([...a.shape.slice(0, -1), ...b.shape.slice(1)]);
}

/** Outer product of two vectors: y[i, j] = a[i] b[j], [M] and [N] to [M, N]. @throws {HandgradError} unless both are vectors. */
export function outer(a: Tensor, b: Tensor): Tensor {
  if (a.rank !== 1 || b.rank !== 1) {
    throw new HandgradError(`outer: expected two vectors, found ${shapeText(a.shape)} and ${shapeText(b.shape)}`);
  }
  return a.reshape([a.size, 1]).matmul(b.reshape([1, b.size]));
}
