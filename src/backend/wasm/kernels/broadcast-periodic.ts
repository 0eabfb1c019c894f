import { F32x4, I32, type Int, type Local } from '../assembler/index.js';
import type { KernelBuilder } from '../kernel-builder.js';
import type { Combination } from './broadcast.js';
import { forEachVectorUnrolled } from './unrolled-loop.js';
import { forEachVector } from './vector-loop.js';

/** How an input repeats in y: not at all (it has y's shape), one value for all of y, or the same row over and over. */
export type Repetition = 'none' | 'value' | 'row';

export interface Periodic {
  readonly repetitions: readonly Repetition[];
  readonly combine: Combination;
  readonly isCostly: boolean;
  /** Whether rows are copied several times over. */
  readonly isCopied: boolean;
}

/**
 * Walks y as one long row. Operands: the inputs, y. Integers: y's size, the columns of a row, the copies to be made of it.
 *
 * Values are splat once. A row that is no whole number of vectors, or a very short one, is first copied several times, one after the
 * other: then a vector that begins in one row of y and ends in the next is still four neighbours in the copies, and there are no
 * row ends to take care of. Each thread makes copies for itself.
 */
export function writePeriodic(k: KernelBuilder, { repetitions, combine, isCostly, isCopied }: Periodic): void {
  const inputs = repetitions.map((_, i) => k.pointer(i));
  const y = k.pointer(repetitions.length);
  const values = repetitions.map((repetition, i) =>
    repetition === 'value' ? k.floats(F32x4.loadSplat(inputs[i])) : null,
  );
  const compute = (offset: I32, more: number, rowOffset: Int) => {
    const operands = repetitions.map(
      (repetition, i) =>
        values[i] ?? k.floats(F32x4.load(inputs[i].add(repetition === 'row' ? rowOffset : offset), more)),
    );
    k.store(y.add(offset), combine(k, operands), more);
  };

  if (repetitions.includes('row')) {
    if (isCopied) copyRows(k, repetitions, inputs);
    forEachVectorOfRuns(k, (offset, rowOffset) => compute(offset, 0, rowOffset));
  } else if (isCostly) {
    forEachVector(k, k.integer(0), (offset) => compute(offset, 0, 0));
  } else {
    forEachVectorUnrolled(k, k.integer(0), (offset, more) => compute(offset, more, 0));
  }
}

/** Scratch memory for all threads' copies: `period` elements each. */
export function rowTableBytes(repetitions: readonly Repetition[], period: number, threads: number): number {
  return 4 * period * rowsAmong(repetitions) * threads;
}

/** Puts the copies of the rows one after the other into this thread's part of the scratch memory, and the pointers there. */
function copyRows(k: KernelBuilder, repetitions: readonly Repetition[], inputs: readonly Local<I32>[]): void {
  const rowBytes = k.int(k.integer(1).mul(4));
  const tableBytes = k.int(rowBytes.mul(k.integer(2)));
  const table = k.int(k.thread.mul(rowsAmong(repetitions)).mul(tableBytes).add(k.scratch()));
  repetitions.forEach((repetition, i) => {
    if (repetition !== 'row') return;
    const end = k.int(table.add(tableBytes));
    const to = k.int(table);
    k.while(to.lessUnsigned(end), () => {
      k.copyBytes(to, inputs[i], rowBytes);
      k.increase(to, rowBytes);
    });
    k.set<I32>(inputs[i], table);
    k.set<I32>(table, end);
  });
}

/** As `forEachVector`, with the offset from the beginning of the copies as well: runs that end where the copies do. */
function forEachVectorOfRuns(k: KernelBuilder, body: (offset: I32, rowOffset: I32) => void): void {
  const { begin, end } = k.share(k.integer(0), 16);
  const period = k.int(k.integer(1).mul(k.integer(2)).mul(4));
  const offset = k.int(begin.mul(4));
  const stop = k.int(end.mul(4));
  const rowOffset = k.int(offset.remainderUnsigned(period));
  const runEnd = k.int(0);
  k.while(offset.less(stop), () => {
    k.set<I32>(runEnd, offset.add(period.sub(rowOffset)).min(stop));
    k.while(offset.less(runEnd), () => {
      body(offset, rowOffset);
      k.increase(offset, 16);
      k.increase(rowOffset, 16);
    });
    k.set<I32>(rowOffset, I32.const(0));
  });
}

function rowsAmong(repetitions: readonly Repetition[]): number {
  return repetitions.filter((repetition) => repetition === 'row').length;
}
