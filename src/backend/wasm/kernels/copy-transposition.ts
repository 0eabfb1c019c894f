import { F32x4, I32, type Local } from '../assembler/index.js';
import type { KernelBuilder } from '../kernel-builder.js';
import { copyEnds } from './copy.js';
import { forEachIndex, type CopyAxis } from './strided-loop.js';
import { transpose } from './transpose.js';

/** A copy in which neighbours of y lie along one axis, neighbours of x along another. */
export interface Transposition {
  /** y's step is one element. */
  readonly along: CopyAxis;
  /** x's step is one element. */
  readonly down: CopyAxis;
  readonly outer: readonly CopyAxis[];
}

/** The transposition of 4-byte elements that a copy is, or null. `axes` are those of `copyAxes`. */
export function asTransposition(axes: readonly CopyAxis[], bytes: number): Transposition | null {
  const along = axes.at(-1);
  const down = axes.find(({ from }) => from === 4);
  if (bytes !== 4 || !along || !down || along === down || along.to !== 4) return null;
  return { along, down, outer: axes.filter((axis) => axis !== along && axis !== down) };
}

/** Elements of x's rows that are walked at once: a cache line, so that each line of x is read once. */
const BAND = 16;

/**
 * Tiles of 4 x 4, transposed by shuffles. A thread takes bands of 16 neighbours in x, which are 16 rows of y, and walks along
 * these. Operands and integers as in copy.ts.
 */
export function writeTransposition(k: KernelBuilder, { along, down, outer }: Transposition): void {
  const { from, to } = copyEnds(k);
  const bands = { size: Math.ceil(down.size / BAND), from: 4 * BAND, to: BAND * down.to };
  forEachIndex(k, [...outer, bands], [from, to], (band) => {
    const height = k.int(I32.const(down.size).sub(band.mul(BAND)).min(BAND));
    const column = { from: k.int(from), to: k.int(to) };
    const writeColumn = (width: number) => {
      writeTiles(k, { from: k.int(column.from), to: k.int(column.to), left: k.int(height) }, { along, down, width });
      k.increase(column.from, 4 * along.from);
      k.increase(column.to, 16);
    };
    const whole = Math.floor(along.size / 4);
    if (whole > 0) k.times(whole, () => writeColumn(4));
    if (along.size % 4 > 0) writeColumn(along.size % 4);
  });
}

/** One tile after the other down the band: `width` elements of `left` rows of y. */
function writeTiles(
  k: KernelBuilder,
  { from, to, left }: { from: Local<I32>; to: Local<I32>; left: Local<I32> },
  { along, down, width }: { along: CopyAxis; down: CopyAxis; width: number },
): void {
  const writeTile = (height: number) => {
    const row = (i: number) => k.floats(i < width ? F32x4.load(from.add(i * along.from)) : 0);
    const columns = transpose(k, [row(0), row(1), row(2), row(3)]);
    columns.slice(0, height).forEach((column, i) => k.storeLanes(to.add(i * down.to), column, width));
  };
  k.while(left.greaterEqual(4), () => {
    writeTile(4);
    k.increase(from, 16);
    k.increase(to, 4 * down.to);
    k.increase(left, -4);
  });
  if (down.size % 4 > 0) k.if(left.greater(0), () => writeTile(down.size % 4));
}
