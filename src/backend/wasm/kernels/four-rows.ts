import { F32x4, type I32, type Local } from '../assembler/index.js';
import type { KernelBuilder } from '../kernel-builder.js';
import { transpose, type FourVectors } from './transpose.js';

/** Rows that one thread takes at a time: a cache line of what is one number for each row. */
const ROWS_PER_UNIT = 16;

/**
 * Visits this thread's share of `rows` rows, four at a time: short rows are computed in columns, a lane for each row, so that
 * nothing has to be added up across lanes. At the end `row` to `row` + 3 reach past the last row; see `rowPointers`.
 */
export function forEachFourRows(k: KernelBuilder, rows: I32, body: (row: Local<I32>) => void): void {
  const { begin, end } = k.share(rows, ROWS_PER_UNIT);
  k.for(begin, end, 4, body);
}

/** Where rows `row` to `row` + 3 of `base` begin; the last row stands for those past it. */
export function rowPointers(
  k: KernelBuilder,
  base: Local<I32>,
  { row, rows, columns }: { row: Local<I32>; rows: Local<I32>; columns: number },
): Local<I32>[] {
  const last = k.int(rows.sub(1));
  return [0, 1, 2, 3].map((i) =>
    k.int(
      base.add(
        row
          .add(i)
          .min(last)
          .mul(4 * columns),
      ),
    ),
  );
}

/** Columns `column` to `column` + 3 of four rows, each a vector; what is past a row's end is arbitrary. */
export function loadColumns(k: KernelBuilder, pointers: readonly I32[], column: number): FourVectors {
  const [a, b, c, d] = pointers.map((pointer) => k.floats(F32x4.load(pointer, 4 * column)));
  return transpose(k, [a, b, c, d]);
}

/** All `columns` columns of four rows. */
export function loadAllColumns(k: KernelBuilder, pointers: readonly I32[], columns: number): Local<F32x4>[] {
  const all: Local<F32x4>[] = [];
  for (let column = 0; column < columns; column += 4) all.push(...loadColumns(k, pointers, column));
  return all.slice(0, columns);
}

/** Writes columns back into four rows, the first row last: lanes past the last row write to it too, and it overwrites them. */
export function storeAllColumns(k: KernelBuilder, pointers: readonly I32[], columns: readonly Local<F32x4>[]): void {
  for (let column = 0; column < columns.length; column += 4) {
    const count = Math.min(4, columns.length - column);
    const at = (i: number) => columns[Math.min(column + i, columns.length - 1)];
    const rows = transpose(k, [at(0), at(1), at(2), at(3)]);
    for (const i of [3, 2, 1, 0]) k.storeLanes(pointers[i], rows[i], count, 4 * column);
  }
}
