import type { I32, Local } from '../assembler/index.js';
import type { KernelBuilder } from '../kernel-builder.js';
import { moveRow } from './move-row.js';
import { forEachIndex, type CopyAxis } from './strided-loop.js';

// Strided copies, a row along the last axis at a time. Operands: x, y; integers: the offsets in x and y where they begin, in bytes.

/** Neighbours into neighbours, shared by all threads. Third integer: how many bytes. */
export function writeContiguousCopy(k: KernelBuilder): void {
  const { from, to } = copyEnds(k);
  const { begin, end } = k.share(k.integer(2), 64);
  k.copyBytes(to.add(begin), from.add(begin), end.sub(begin));
}

/** Where there are fewer rows than this, long ones are cut, so that threads can share them. */
const FEW_ROWS = 16;
/** Into pieces of so many elements. */
const PIECE = 1024;

export function writeRowCopy(k: KernelBuilder, axes: readonly CopyAxis[], bytes: number): void {
  const { from, to } = copyEnds(k);
  const [outer, row] = [axes.slice(0, -1), axes[axes.length - 1]];
  const rows = outer.reduce((count, { size }) => count * size, 1);
  if (rows >= FEW_ROWS || row.size < 2 * PIECE) {
    forEachIndex(k, outer, [from, to], () => moveRow(k, [to, from], row, bytes));
    return;
  }
  const pieces = Math.floor(row.size / PIECE);
  const pieceAxis = { size: pieces, from: PIECE * row.from, to: PIECE * row.to };
  const rest = [k.int(from.add(pieces * pieceAxis.from)), k.int(to.add(pieces * pieceAxis.to))] as const;
  forEachIndex(k, [...outer, pieceAxis], [from, to], () => moveRow(k, [to, from], { ...row, size: PIECE }, bytes));
  if (row.size % PIECE === 0) return;
  forEachIndex(k, outer, rest, () => moveRow(k, [rest[1], rest[0]], { ...row, size: row.size % PIECE }, bytes));
}

/** Where a copy begins. */
export function copyEnds(k: KernelBuilder): { from: Local<I32>; to: Local<I32> } {
  const [x, y] = [k.pointer(0), k.pointer(1)];
  return { from: k.int(x.add(k.integer(0))), to: k.int(y.add(k.integer(1))) };
}
