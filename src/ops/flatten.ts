import { normalizeAxis, sizeOf } from '../tensor/shape.js';
import type { Tensor } from '../tensor/tensor.js';

/** The same elements with all axes from `startAxis` on as one: 0, the default, gives [size], 1 keeps the batch. */
export function flatten(x: Tensor, startAxis = 0): Tensor {
  if (x.rank === 0) return x.reshape([1]);
  const kept = x.shape.slice(0, normalizeAxis('flatten', startAxis, x.rank));
  return x.reshape([...kept, sizeOf(x.shape.slice(kept.length))]);
}
