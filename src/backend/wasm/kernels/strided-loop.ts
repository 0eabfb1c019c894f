import { I32, type Local } from '../assembler/index.js';
import type { KernelBuilder } from '../kernel-builder.js';

/** An axis of a copy: how many elements, and how many bytes from one to the next in the input and in the output. */
export interface CopyAxis {
  readonly size: number;
  readonly from: number;
  readonly to: number;
}

/**
 * The axes of a copy, sorted so that the output is written from front to back, with as few of them as possible: those of size 1 go,
 * and neighbours that both sides walk as if they were one become one.
 */
export function copyAxes(axes: readonly CopyAxis[]): CopyAxis[] {
  const sorted = axes.filter(({ size }) => size !== 1).sort((a, b) => Math.abs(b.to) - Math.abs(a.to));
  const merged: CopyAxis[] = [];
  for (const axis of sorted) {
    const before = merged.at(-1);
    const continues = before && before.from === axis.from * axis.size && before.to === axis.to * axis.size;
    if (continues) merged[merged.length - 1] = { ...axis, size: before.size * axis.size };
    else merged.push(axis);
  }
  return merged;
}

/**
 * Visits this thread's share of the multi-indices of `axes`, the last axis fastest. `from` and `to` are moved along with them, from
 * where they are at first; division happens once for each thread. `body` gets the index along the last axis.
 */
export function forEachIndex(
  k: KernelBuilder,
  axes: readonly CopyAxis[],
  [from, to]: readonly [Local<I32>, Local<I32>],
  body: (lastIndex: Local<I32>) => void,
): void {
  const { begin, end } = k.share(axes.reduce((count, { size }) => count * size, 1));
  const rest = k.int(begin);
  const indices = [...axes].reverse().map(({ size, from: fromStep, to: toStep }) => {
    const index = k.int(rest.remainderUnsigned(size));
    k.set<I32>(rest, rest.divUnsigned(size));
    k.increase(from, index.mul(fromStep));
    k.increase(to, index.mul(toStep));
    return index;
  });
  /** The next index of the axis `place` from the end; one that has run through begins anew and advances the one before it. */
  const advance = (place: number): void => {
    if (place === axes.length) return;
    const { size, from: fromStep, to: toStep } = axes[axes.length - 1 - place];
    k.increase(indices[place], 1);
    k.increase(from, fromStep);
    k.increase(to, toStep);
    k.if(indices[place].equal(size), () => {
      k.set<I32>(indices[place], I32.const(0));
      k.increase(from, -size * fromStep);
      k.increase(to, -size * toStep);
      advance(place + 1);
    });
  };
  k.for(begin, end, 1, (turn) => {
    body(indices[0] ?? turn);
    advance(0);
  });
}
