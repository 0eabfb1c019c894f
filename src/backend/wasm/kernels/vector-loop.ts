import type { I32, Int, Local } from '../assembler/index.js';
import type { KernelBuilder } from '../kernel-builder.js';

/** Threads share elements in such units: cache lines, so that no two threads write to one. */
const ELEMENTS_PER_UNIT = 16;

/**
 * Visits this thread's share of `count` elements of 4 bytes, four at a time. `body` gets their offset from the beginning, in bytes.
 *
 * The last vector may reach up to three elements past the end: every buffer has room for them, and nobody reads what they hold.
 */
export function forEachVector(k: KernelBuilder, count: Int, body: (offset: Local<I32>) => void): void {
  const { begin, end } = k.share(count, ELEMENTS_PER_UNIT);
  const offset = k.int(begin.mul(4));
  const stop = k.int(end.mul(4));
  k.while(offset.less(stop), () => {
    body(offset);
    k.increase(offset, 16);
  });
}
