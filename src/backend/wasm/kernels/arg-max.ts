import { F32x4, type I32x4, type Local } from '../assembler/index.js';
import type { KernelBuilder } from '../kernel-builder.js';
import { forEachFourRows, loadColumns, rowPointers } from './four-rows.js';

/** The maximum so far in each lane, and where it is. */
class Maximum {
  private readonly largest: Local<F32x4>;
  private readonly index: Local<I32x4>;

  constructor(
    private readonly k: KernelBuilder,
    private readonly dtype: 'float32' | 'int32',
    first: F32x4,
  ) {
    this.largest = k.floats(first);
    this.index = k.ints(0);
  }

  /** The value of element `index`: it counts if it is larger, or the first NaN. */
  add(value: Local<F32x4>, index: I32x4): void {
    const { k, largest } = this;
    const exceeds = k.ints(this.exceeds(value));
    k.set<I32x4>(this.index, exceeds.select(index, this.index));
    k.set<F32x4>(largest, exceeds.select<F32x4>(value, largest));
  }

  get at(): Local<I32x4> {
    return this.index;
  }

  private exceeds(value: F32x4): I32x4 {
    if (this.dtype === 'int32') return value.asInts().greater(this.largest.asInts());
    return value.lessEqual(this.largest).not().and(this.largest.equal(this.largest));
  }
}

/** Rows of `length`, four at a time, a lane for each. Operands: x, indices; integers: rows. */
export function writeArgMaxOfRows(k: KernelBuilder, dtype: 'float32' | 'int32', length: number): void {
  const [x, indices] = [k.pointer(0), k.pointer(1)];
  const rows = k.integer(0);
  forEachFourRows(k, rows, (row) => {
    const pointers = rowPointers(k, x, { row, rows, columns: length });
    const maximum = new Maximum(k, dtype, loadColumns(k, pointers, 0)[0]);
    const index = k.int(0);
    const step = (count: number) => {
      loadColumns(k, pointers, 0)
        .slice(0, count)
        .forEach((column, i) => maximum.add(column, index.add(i).splat()));
    };
    k.while(index.lessEqual(length - 4), () => {
      step(4);
      pointers.forEach((pointer) => k.increase(pointer, 16));
      k.increase(index, 4);
    });
    if (length % 4 > 0) step(length % 4);
    k.store(indices.add(row.mul(4)), maximum.at);
  });
}

/** Columns of [outer, length, inner], four at a time. Operands: x, indices. */
export function writeArgMaxOfColumns(
  k: KernelBuilder,
  dtype: 'float32' | 'int32',
  { outer, length, inner }: { outer: number; length: number; inner: number },
): void {
  const [x, indices] = [k.pointer(0), k.pointer(1)];
  const vectors = Math.ceil(inner / 4);
  const { begin, end } = k.share(outer * vectors, 4);
  k.for(begin, end, 1, (piece) => {
    const o = k.int(piece.divUnsigned(vectors));
    const vector = k.int(piece.sub(o.mul(vectors)));
    const at = k.int(x.add(o.mul(4 * length * inner)).add(vector.mul(16)));
    const maximum = new Maximum(k, dtype, F32x4.load(at));
    k.for(1, length, 1, (l) => {
      k.increase(at, 4 * inner);
      maximum.add(k.floats(F32x4.load(at)), l.splat());
    });
    const to = k.int(indices.add(o.mul(4 * inner)).add(vector.mul(16)));
    if (inner % 4 === 0) return k.store(to, maximum.at);
    k.if(
      vector.equal(vectors - 1),
      () => k.storeLanes(to, maximum.at, inner % 4),
      () => k.store(to, maximum.at),
    );
  });
}
