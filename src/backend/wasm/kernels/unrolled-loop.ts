import type { I32, Int, Local } from '../assembler/index.js';
import type { KernelBuilder } from '../kernel-builder.js';

/** A cache line: what threads share elements in, and what one turn of the loop visits. */
const ELEMENTS_PER_TURN = 16;
const BYTES_PER_TURN = 4 * ELEMENTS_PER_TURN;

/**
 * As `forEachVector`, four vectors to a turn: for bodies of a few instructions, where counting and comparing would take as long.
 * `body` gets the offset of its four elements in bytes, in two parts: the second is known now, and goes into the loads and stores.
 */
export function forEachVectorUnrolled(
  k: KernelBuilder,
  count: Int,
  body: (offset: Local<I32>, displacement: number) => void,
): void {
  const { begin, end } = k.share(count, ELEMENTS_PER_TURN);
  const offset = k.int(begin.mul(4));
  const stop = k.int(end.mul(4));
  const wholeTurns = k.int(stop.sub(BYTES_PER_TURN - 1));
  k.while(offset.less(wholeTurns), () => {
    for (let displacement = 0; displacement < BYTES_PER_TURN; displacement += 16) body(offset, displacement);
    k.increase(offset, BYTES_PER_TURN);
  });
  k.while(offset.less(stop), () => {
    body(offset, 0);
    k.increase(offset, 16);
  });
}
