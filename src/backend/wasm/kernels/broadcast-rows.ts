import { F32x4, I32, type Int, type Local } from '../assembler/index.js';
import type { KernelBuilder } from '../kernel-builder.js';
import type { BroadcastAxis } from './broadcast-axes.js';
import type { Combination } from './broadcast.js';
import { forEachInRow } from './row-walk.js';

/** A walk row by row; the number of rows is not part of it, so that one kernel serves all batch sizes. */
export interface OuterWalk {
  readonly columns: number;
  /** Of each input: whether its row is one value. */
  readonly isValue: readonly boolean[];
  /** The axes of the rows, from the innermost to the outermost, whose length is given as 0: nobody needs it.  */
  readonly axes: readonly BroadcastAxis[];
}

/** The walk over axes of which the last is the row. */
export function outerWalk(axes: readonly BroadcastAxis[]): OuterWalk {
  const row = axes.at(-1) ?? { length: 1, strides: [] };
  const outer = axes.slice(0, -1).map(({ length, strides }, i) => ({ length: i === 0 ? 0 : length, strides }));
  return { columns: row.length, isValue: row.strides.map((stride) => stride === 0), axes: outer.reverse() };
}

/**
 * Walks y row by row. Operands: the inputs, y. Integer: the number of rows, which the threads share. Where the inputs' rows begin is
 * carried along from row to row as an odometer does; the division that finds a thread's first row is done once.
 */
export function writeRows(k: KernelBuilder, { columns, isValue, axes }: OuterWalk, combine: Combination): void {
  const { begin, end } = k.share(k.integer(0));
  const starts = isValue.map((_, i) => k.pointer(i));
  const y = k.int(k.pointer(isValue.length).add(begin.mul(4 * columns)));
  const indices = findFirstRow(k, axes, begin, starts);

  k.for(begin, end, 1, () => {
    const values = isValue.map((is, i) => (is ? k.floats(F32x4.loadSplat(starts[i])) : null));
    forEachInRow(k, columns, ({ offset, lanes }) => {
      const operands = starts.map((start, i) => values[i] ?? k.floats(F32x4.load(start.add(offset))));
      k.storeLanes(y.add(offset), k.floats(combine(k, operands)), lanes);
    });
    k.increase(y, 4 * columns);
    advance(k, axes, indices, starts);
  });
}

/** Moves the starts to row number `first`; what comes back are its indices along all axes but the outermost. */
function findFirstRow(
  k: KernelBuilder,
  axes: readonly BroadcastAxis[],
  first: I32,
  starts: readonly Local<I32>[],
): Local<I32>[] {
  const rest = k.int(first);
  return axes.map(({ length, strides }, level) => {
    const isOutermost = level === axes.length - 1;
    const index = k.int(isOutermost ? rest : rest.remainderUnsigned(length));
    if (!isOutermost) k.set<I32>(rest, rest.divUnsigned(length));
    starts.forEach((start, p) => moveBy(k, start, index, strides[p]));
    return index;
  });
}

/** Moves the starts to the next row. An axis that has run through goes back to its beginning and advances the next outer one. */
function advance(
  k: KernelBuilder,
  [axis, ...outer]: readonly BroadcastAxis[],
  [index, ...outerIndices]: readonly Local<I32>[],
  starts: readonly Local<I32>[],
): void {
  if (!axis) return;
  starts.forEach((start, p) => moveBy(k, start, 1, axis.strides[p]));
  if (outer.length === 0) return;
  k.increase(index, 1);
  k.if(index.equal(axis.length), () => {
    k.set<I32>(index, I32.const(0));
    starts.forEach((start, p) => moveBy(k, start, -axis.length, axis.strides[p]));
    advance(k, outer, outerIndices, starts);
  });
}

/** start += 4 steps stride bytes. */
function moveBy(k: KernelBuilder, start: Local<I32>, steps: Int, stride: number): void {
  if (stride !== 0) k.increase(start, typeof steps === 'number' ? 4 * steps * stride : steps.mul(4 * stride));
}
