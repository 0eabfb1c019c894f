import { I32 } from '../assembler/index.js';
import type { KernelBuilder } from '../kernel-builder.js';

/**
 * y[j, d] = indices[j] = d ? onValue : offValue: all of a thread's rows filled with offValue, then one element of each set.
 *
 * Operands: indices, y. Scalars: rows, depth (integers), onValue, offValue.
 */
export function writeOneHot(k: KernelBuilder): void {
  const [indices, y] = [k.pointer(0), k.pointer(1)];
  const [rows, depth] = [k.integer(0), k.integer(1)];
  const onValue = k.scalar(2);
  const offValue = k.floats(k.scalar(3).splat());
  // Sixteen rows are whole vectors whatever their length, so that no thread fills beyond its own.
  const { begin, end } = k.share(rows, 16);
  const stop = k.int(end.mul(depth).mul(4));
  const at = k.int(begin.mul(depth).mul(4));
  k.while(at.less(stop), () => {
    k.store(y.add(at), offValue);
    k.increase(at, 16);
  });
  k.for(begin, end, 1, (row) => {
    const index = k.int(I32.load(indices.add(row.shiftLeft(2))));
    k.if(index.lessUnsigned(depth), () => k.store(y.add(row.mul(depth).add(index).shiftLeft(2)), onValue));
  });
}
