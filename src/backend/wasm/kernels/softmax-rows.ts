import { F32x4, type I32, type Local } from '../assembler/index.js';
import type { KernelBuilder } from '../kernel-builder.js';
import { exp } from '../math/exp.js';
import { log } from '../math/log.js';
import { forEachFourRows, loadAllColumns, rowPointers, storeAllColumns } from './four-rows.js';
import { CompensatedSum, forEachInRow, inRow, largestLane } from './row-walk.js';

// softmax(x)[c] = exp(s[c]) / sum of exp(s),   log softmax(x)[c] = s[c] - log(sum of exp(s)),   s = x - the row's maximum
//
// Operands: x, y; integers: rows.

/** Four rows in columns: each lane is a row. */
export interface ShiftedColumns {
  /** x - maximum. */
  readonly shifted: readonly Local<F32x4>[];
  readonly exponentials: readonly Local<F32x4>[];
  /** Of the exponentials. */
  readonly sum: Local<F32x4>;
}

export function shiftColumns(k: KernelBuilder, columns: readonly Local<F32x4>[]): ShiftedColumns {
  const max = k.floats(columns.reduce<F32x4>((a, b) => a.max(b), F32x4.const(-Infinity)));
  const shifted = columns.map((column) => k.floats(column.sub(max)));
  const exponentials = shifted.map((column) => k.floats(exp(k, column)));
  const sum = k.floats(exponentials.reduce<F32x4>((a, b) => a.add(b), F32x4.const(0)));
  return { shifted, exponentials, sum };
}

export function writeSoftmaxOfShortRows(k: KernelBuilder, columns: number, logarithm: boolean): void {
  const [x, y] = [k.pointer(0), k.pointer(1)];
  const rows = k.integer(0);
  forEachFourRows(k, rows, (row) => {
    const place = { row, rows, columns };
    const { shifted, exponentials, sum } = shiftColumns(k, loadAllColumns(k, rowPointers(k, x, place), columns));
    const norm = k.floats(logarithm ? log(k, sum) : F32x4.const(1).div(sum));
    const results = logarithm
      ? shifted.map((column) => k.floats(column.sub(norm)))
      : exponentials.map((column) => k.floats(column.mul(norm)));
    storeAllColumns(k, rowPointers(k, y, place), results);
  });
}

/** The row's maximum, in all lanes. */
export function rowMaximum(k: KernelBuilder, row: I32, columns: number): Local<F32x4> {
  const max = k.floats(-Infinity);
  forEachInRow(k, columns, ({ offset, lanes }) => {
    k.set<F32x4>(max, max.max(inRow(F32x4.load(row.add(offset)), lanes, -Infinity)));
  });
  return largestLane(k, max);
}

export function writeSoftmaxOfLongRows(k: KernelBuilder, columns: number, logarithm: boolean): void {
  const [x, y] = [k.pointer(0), k.pointer(1)];
  const { begin, end } = k.share(k.integer(0));
  k.for(begin, end, 1, (row) => {
    const from = k.int(x.add(row.mul(4 * columns)));
    const to = k.int(y.add(row.mul(4 * columns)));
    const max = rowMaximum(k, from, columns);
    const sum = new CompensatedSum(k);
    forEachInRow(k, columns, ({ offset, lanes }) => {
      const e = exp(k, k.floats(inRow(F32x4.load(from.add(offset)).sub(max), lanes, -Infinity)));
      sum.add(e);
      if (!logarithm) k.storeLanes(to.add(offset), e, lanes);
    });
    const norm = k.floats(logarithm ? log(k, sum.total()) : F32x4.const(1).div(sum.total()));
    forEachInRow(k, columns, ({ offset, lanes }) => {
      const value = logarithm ? F32x4.load(from.add(offset)).sub(max).sub(norm) : F32x4.load(to.add(offset)).mul(norm);
      k.storeLanes(to.add(offset), k.floats(value), lanes);
    });
  });
}
