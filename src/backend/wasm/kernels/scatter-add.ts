import { F32x4, I32 } from '../assembler/index.js';
import type { KernelBuilder } from '../kernel-builder.js';
import { clearState, floatFold, STATE_BYTES } from './fold.js';

/** Bytes of scratch that `writeScatterAdd` needs. */
export function scatterScratchBytes(outer: number, length: number, inner: number): number {
  return outer * length * Math.ceil(inner / 4) * STATE_BYTES;
}

/**
 * dx[o, l, i] = sum over j with indices[j] = l of dy[o, j, i], in the order of j.
 *
 * Sums are states in scratch (fold.ts), whole vectors for every row. Threads share l: each walks all indices and adds those
 * of its own rows. Operands: dy, indices, dx. Integers: outer, length, count.
 */
export function writeScatterAdd(k: KernelBuilder, inner: number): void {
  const [dy, indices, dx] = [0, 1, 2].map((i) => k.pointer(i));
  const [outer, length, count] = [0, 1, 2].map((i) => k.integer(i));
  const sum = floatFold('sum');
  const vectors = Math.ceil(inner / 4);
  const rowBytes = vectors * STATE_BYTES;
  const { begin, end } = k.share(length, Math.ceil(16 / inner));
  const own = k.int(end.sub(begin));
  const states = k.scratch();
  const from = k.int(dy);
  k.for(0, outer, 1, (o) => {
    const first = k.int(states.add(o.mul(length).add(begin).mul(rowBytes)));
    k.for(0, own.mul(vectors), 1, (i) => clearState(k, sum, first.add(i.mul(STATE_BYTES))));
    k.for(0, count, 1, (j) => {
      const row = k.int(I32.load(indices.add(j.shiftLeft(2))).sub(begin));
      k.if(row.lessUnsigned(own), () => {
        const state = k.int(first.add(row.mul(rowBytes)));
        k.for(0, 16 * vectors, 16, (offset) => {
          sum.merge(k, state, k.floats(F32x4.load(from.add(offset))));
          k.increase(state, STATE_BYTES);
        });
      });
      k.increase(from, 4 * inner);
    });
    const to = k.int(
      dx.add(
        o
          .mul(length)
          .add(begin)
          .mul(4 * inner),
      ),
    );
    const state = k.int(first);
    k.for(0, own, 1, () => {
      const writeVector = (lanes: number) => {
        k.storeLanes(to, sum.finish(k, state), lanes);
        k.increase(to, 4 * lanes);
        k.increase(state, STATE_BYTES);
      };
      if (inner >= 4) k.times(Math.floor(inner / 4), () => writeVector(4));
      if (inner % 4 > 0) writeVector(inner % 4);
    });
  });
}
