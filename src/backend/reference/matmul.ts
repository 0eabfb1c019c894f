import type { KernelTable } from '../backend.js';
import { blockedProduct, packMatrix } from './blocked-product.js';
import { activate } from './fused-activation.js';
import { floatsOf } from './reference-buffer.js';

/**
 * c[p, i, j] = activation(sum over l of op(a[p])[i, l] * op(b[p])[l, j] + bias[j]).
 *
 * A transposed operand differs only in its strides: element (i, l) of op(a) lies at i * aRow + l * aColumn.
 */
export const matmul: KernelTable['matmul'] = ([a, b, bias], [c], attributes) => {
  const { batch, m, n, k, transposeA, transposeB, batchStrideA, batchStrideB, activation } = attributes;
  const [aValues, bValues, cValues] = [floatsOf(a), floatsOf(b), floatsOf(c)];
  const biasValues = bias ? floatsOf(bias) : new Float64Array(n);
  const [aRow, aColumn] = transposeA ? [1, m] : [k, 1];
  const [bRow, bColumn] = transposeB ? [1, k] : [n, 1];

  for (let p = 0; p < batch; p++) {
    const [aAt, bAt, cAt] = [p * batchStrideA, p * batchStrideB, p * m * n];
    blockedProduct({
      rows: m,
      columns: n,
      depth: k,
      packLeft(packed, i, rows, l, depth) {
        packMatrix(packed, aValues, aAt + i * aRow + l * aColumn, aRow, aColumn, rows, depth);
      },
      packRight(packed, j, columns, l, depth) {
        packMatrix(packed, bValues, bAt + l * bRow + j * bColumn, bColumn, bRow, columns, depth);
      },
      store({ sums, stride, row, rows, column, columns }) {
        for (let i = 0; i < rows; i++) {
          const to = cAt + (row + i) * n + column;
          for (let j = 0; j < columns; j++) {
            cValues[to + j] = activate(activation, sums[i * stride + j] + biasValues[column + j]);
          }
        }
      },
    });
  }
};
