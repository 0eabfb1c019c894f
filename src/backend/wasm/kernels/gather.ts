import { F32, F32x4, I32, I32x4, type Local } from '../assembler/index.js';
import type { KernelBuilder } from '../kernel-builder.js';
import { forEachVectorOf, moveWords } from './move-row.js';

/** What the code of a gather depends on. */
export interface GatherForm {
  readonly dtype: 'float32' | 'int32' | 'uint8';
  readonly inner: number;
  readonly isScaled: boolean;
}

/**
 * y[o, j, i] = scale * x[o, indices[j], i], 0 where the index is outside. Threads share the rows of y: (o, j), `inner` elements each.
 *
 * Operands: x, indices, y. Scalars: outer, length, count (integers), scale (of int32 an integer).
 */
export function writeGather(k: KernelBuilder, { dtype, inner, isScaled }: GatherForm): void {
  const [x, indices, y] = [0, 1, 2].map((i) => k.pointer(i));
  const [outer, length, count] = [0, 1, 2].map((i) => k.integer(i));
  const bytes = (dtype === 'uint8' ? 1 : 4) * inner;
  const move = rowMover(k, dtype, inner, isScaled);
  const { begin, end } = k.share(outer.mul(count), Math.ceil(16 / inner));
  const o = k.int(begin.divUnsigned(count));
  const j = k.int(begin.sub(o.mul(count)));
  const source = k.int(x.add(o.mul(length).mul(bytes)));
  const to = k.int(y.add(begin.mul(4 * inner)));
  k.for(begin, end, 1, () => {
    const index = k.int(I32.load(indices.add(j.shiftLeft(2))));
    k.if(
      index.lessUnsigned(length),
      () => move(to, k.int(source.add(index.mul(bytes)))),
      () => k.clear(to, 4 * inner),
    );
    k.increase(to, 4 * inner);
    k.increase(j, 1);
    k.if(j.equal(count), () => {
      k.set<I32>(j, I32.const(0));
      k.increase(source, length.mul(bytes));
    });
  });
}

type RowMover = (to: Local<I32>, from: Local<I32>) => void;

function rowMover(k: KernelBuilder, dtype: GatherForm['dtype'], inner: number, isScaled: boolean): RowMover {
  if (dtype === 'uint8') return bytesMover(k, inner);
  if (!isScaled) return (to, from) => moveWords(k, to, from, inner);
  if (dtype === 'int32') {
    const scale = k.ints(k.integer(3).splat());
    return (to, from) =>
      forEachVectorOf(
        k,
        inner,
        (offset) => k.store(to.add(offset), I32x4.load(from.add(offset)).mul(scale)),
        (offset) => k.store(to.add(offset), I32.load(from.add(offset)).mul(scale.lane(0))),
      );
  }
  const scale = k.floats(k.scalar(3).splat());
  return (to, from) =>
    forEachVectorOf(
      k,
      inner,
      (offset) => k.store(to.add(offset), F32x4.load(from.add(offset)).mul(scale)),
      (offset) => k.store(to.add(offset), F32.load(from.add(offset)).mul(scale.lane(0))),
    );
}

/** Bytes to scaled floats, 16 at a time; the last 16 of a row may be computed twice. Short rows go one by one. */
function bytesMover(k: KernelBuilder, inner: number): RowMover {
  const scale = k.floats(k.scalar(3).splat());
  const moveSixteen = (to: I32, from: I32) => {
    const bytes = k.ints(I32x4.load(from));
    bytes.widenBytes().forEach((four, i) => k.store(to, four.toFloats().mul(scale), 16 * i));
  };
  const moveOne = (to: I32, from: I32) => k.store(to, I32.loadByte(from).toFloatUnsigned().mul(scale.lane(0)));
  if (inner < 16) {
    return (to, from) => k.for(0, inner, 1, (i) => moveOne(to.add(i.shiftLeft(2)), from.add(i)));
  }
  return (to, from) => {
    k.for(0, inner - 15, 16, (i) => moveSixteen(to.add(i.shiftLeft(2)), from.add(i)));
    if (inner % 16 > 0) moveSixteen(to.add(4 * (inner - 16)), from.add(inner - 16));
  };
}
