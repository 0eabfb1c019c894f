import { F32x4, type I32, type Local } from '../assembler/index.js';
import type { KernelBuilder } from '../kernel-builder.js';
import { multiplyAdd } from './tile-product.js';

/** A filter along columns of numbers, four filters at once. */
export interface ColumnProduct {
  /** The filters: weights[i][tap], four of them in each vector. */
  readonly weights: readonly (readonly Local<F32x4>[])[];
  /** x[i][row] is the float at source + i channelBytes + 4 row. */
  readonly source: I32;
  readonly channelBytes: number;
  /** y[row], four numbers each, goes to target + row targetBytes. */
  readonly target: I32;
  readonly targetBytes: number;
  /** Rows of y, at least one. */
  readonly rows: number;
}

/**
 * y[row] = sum over taps and i of x[i][row + tap] weights[i][tap].
 *
 * The weights stay in registers, and so do the sums of as many rows as there are taps: each x is loaded once, takes part in all of them,
 * completes the first and begins another. A turn of the loop is as many rows, so that a sum stays in its register; the stores between the rows
 * keep V8 from loading all of a turn's x at its beginning, for which there are no registers (docs/performance.md, "The inner loop").
 */
export function writeColumnProduct(k: KernelBuilder, { weights, channelBytes, rows, ...product }: ColumnProduct): void {
  const [{ length: taps }] = weights;
  const source = k.int(product.source);
  const target = k.int(product.target);
  const sums = Array.from({ length: taps }, () => k.floats(0));
  /** Row `row` of x takes part in the sums of the rows [first, end) of y that it belongs to. */
  const addRow = (row: number, first: number, end: number) => {
    const elements = weights.map((_, i) => k.floats(F32x4.loadSplat(source, i * channelBytes + 4 * row)));
    for (let y = Math.max(first, row - taps + 1); y < Math.min(end, row + 1); y++) {
      const sum = sums[y % taps];
      elements.forEach((x, i) => {
        const weight = weights[i][row - y];
        const isFirst = i === 0 && y === row;
        k.set<F32x4>(sum, isFirst ? x.mul(weight) : multiplyAdd(k.hasRelaxedSimd, x, weight, sum));
      });
    }
  };
  const finishRows = (count: number, end: number) => {
    for (let y = 0; y < count; y++) {
      addRow(y + taps - 1, y, end);
      k.store(target, sums[y % taps], y * product.targetBytes);
    }
  };
  for (let row = 0; row < taps - 1; row++) addRow(row, 0, rows);
  const turns = Math.ceil(rows / taps) - 1;
  if (turns > 0)
    k.times(turns, () => {
      finishRows(taps, Infinity);
      k.increase(source, 4 * taps);
      k.increase(target, taps * product.targetBytes);
    });
  const rest = rows - turns * taps;
  finishRows(rest, rest);
}
