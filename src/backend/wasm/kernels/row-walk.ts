import { F32x4, I32x4, type F32, type I32, type FunctionBuilder, type Local } from '../assembler/index.js';

/** Four neighbours of a row: their offset from its beginning in bytes, and how many lanes are still in it. */
export interface RowPlace {
  readonly offset: Local<I32>;
  readonly lanes: number;
}

/** Visits a row of `columns` elements, four at a time; the code for what is left at the end is written once more. */
export function forEachInRow(k: FunctionBuilder, columns: number, body: (place: RowPlace) => void): void {
  const offset = k.int(0);
  const whole = 16 * Math.floor(columns / 4);
  if (whole > 0) {
    k.while(offset.less(whole), () => {
      body({ offset, lanes: 4 });
      k.increase(offset, 16);
    });
  }
  if (columns % 4 > 0) body({ offset, lanes: columns % 4 });
}

/** `value` in the lanes that are in the row, `filler` in the others. */
export function inRow(value: F32x4, lanes: number, filler: number): F32x4 {
  if (lanes === 4) return value;
  const bit = (lane: number) => (lane < lanes ? -1 : 0);
  return I32x4.const([bit(0), bit(1), bit(2), bit(3)]).select(value, F32x4.const(filler));
}

/** The place's column numbers. */
export function columnNumbers({ offset }: RowPlace): I32x4 {
  return offset
    .shiftRight(2)
    .splat()
    .add(I32x4.const([0, 1, 2, 3]));
}

/** The largest lane, in all lanes; NaN if one is. */
export function largestLane(k: FunctionBuilder, vector: F32x4): Local<F32x4> {
  return acrossLanes(k, vector, (a, b) => a.max(b));
}

/**
 * A sum, four lanes of it, that keeps what rounding takes from it (Knuth's two-sum): rows may be long, and their terms alike.
 * An infinite sum stays infinite.
 */
export class CompensatedSum {
  private readonly sum: Local<F32x4>;
  private readonly lost: Local<F32x4>;

  constructor(private readonly k: FunctionBuilder) {
    this.sum = k.floats(0);
    this.lost = k.floats(0);
  }

  /** Adds a local. */
  add(value: F32x4): void {
    const { k, sum, lost } = this;
    const after = k.floats(sum.add(value));
    const added = k.floats(after.sub(sum));
    k.set<F32x4>(lost, lost.add(sum.sub(after.sub(added))).add(value.sub(added)));
    k.set<F32x4>(sum, after);
  }

  /** The sum of all lanes, in all lanes. */
  total(): Local<F32x4> {
    const { k, sum, lost } = this;
    const perLane = lost.equal(lost).select(sum.add(lost), sum);
    return acrossLanes(k, perLane, (a, b) => a.add(b));
  }
}

function acrossLanes(k: FunctionBuilder, vector: F32x4, join: (a: F32, b: F32) => F32): Local<F32x4> {
  const v = k.floats(vector);
  return k.floats(join(join(v.lane(0), v.lane(1)), join(v.lane(2), v.lane(3))).splat());
}
