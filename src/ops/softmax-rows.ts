import { run } from '../backend/run.js';
import { normalizeAxis } from '../tensor/shape.js';
import type { Tensor } from '../tensor/tensor.js';
import { checkComputable } from './elementwise.js';

/** Softmax, or its logarithm, along any axis: the kernel works on rows, so another axis changes places with the last and back. */
export function alongLastAxis(operation: string, x: Tensor, axis: number, logarithm: boolean): Tensor {
  checkComputable(operation, x);
  const from = normalizeAxis(operation, axis, x.rank);
  const last = x.rank - 1;
  const swap = x.shape.map((_, i) => (i === from ? last : i === last ? from : i));
  const lines = from === last ? x : x.transpose(swap);
  const columns = lines.shape[last];
  const rows = columns === 0 ? 0 : lines.size / columns;
  const [y] = run('softmax', [lines], [{ shape: lines.shape, dtype: x.dtype }], { rows, columns, logarithm });
  return from === last ? y : y.transpose(swap);
}
