import { F32, F32x4, I32, I32x4, type FunctionBuilder, type Int, type Local } from '../assembler/index.js';
import type { ReduceFunction } from '../../kernels.js';

/** What a reduction holds in memory for four neighbouring columns: the result so far, and (float sums) what it has lost. */
export const STATE_BYTES = 32;
const LOST = 16;

/**
 * How many numbers become one. Quick folds happen in registers, a few dozen at a time; their results are merged into a state in
 * memory, for sums with the rounding error kept, so that a sum of millions is as exact as one of dozens.
 */
export interface Fold<V extends F32x4 | I32x4 = F32x4, S extends F32 | I32 = F32> {
  readonly neutral: V;
  load(address: Int, offset?: number): V;
  loadOne(address: Int, offset?: number): S;
  fold(a: V, b: V): V;
  /** Single numbers, as a last step. */
  foldAll(k: FunctionBuilder, values: readonly S[]): S;
  /** Merges `value`, a local, into the state. */
  merge(k: FunctionBuilder, state: Int, value: Local<V>): void;
  /** Merges the state at `from`. */
  mergeState(k: FunctionBuilder, state: Int, from: Int): void;
  /** What the state amounts to. */
  finish(k: FunctionBuilder, state: Int): Local<V>;
  divide(value: Local<V>, divisor: number): V;
  divideOne(value: S, divisor: number): S;
}

/** The state of nothing. */
export function clearState<V extends F32x4 | I32x4, S extends F32 | I32>(
  k: FunctionBuilder,
  fold: Fold<V, S>,
  state: Int,
): void {
  k.store(state, fold.neutral);
  k.store(state, F32x4.const(0), LOST);
}

/** The fold of a reduction of float32; a mean is a sum that is divided in the end. */
export function floatFold(f: ReduceFunction): Fold {
  return f === 'max' || f === 'min' ? floatExtreme(f) : floatSum;
}

/** The fold of a reduction of int32. */
export function integerFold(f: ReduceFunction): Fold<I32x4, I32> {
  if (f === 'max') return simpleFold(integers, I32x4.splatConst(-(2 ** 31)), (a, b) => a.max(b), (a, b) => a.less(b).select(b, a)); // prettier-ignore
  if (f === 'min') return simpleFold(integers, I32x4.splatConst(2 ** 31 - 1), (a, b) => a.min(b), (a, b) => a.less(b).select(a, b)); // prettier-ignore
  return simpleFold(integers, I32x4.splatConst(0), (a, b) => a.add(b), (a, b) => a.add(b)); // prettier-ignore
}

/** NaN if one is among them. */
function floatExtreme(f: 'max' | 'min'): Fold {
  if (f === 'max')
    return simpleFold(
      floats,
      F32x4.const(-Infinity),
      (a, b) => a.max(b),
      (a, b) => a.max(b),
    );
  return simpleFold(
    floats,
    F32x4.const(Infinity),
    (a, b) => a.min(b),
    (a, b) => a.min(b),
  );
}

type Numbers<V extends F32x4 | I32x4, S extends F32 | I32> = Pick<
  Fold<V, S>,
  'load' | 'loadOne' | 'divide' | 'divideOne'
>;

const floats: Numbers<F32x4, F32> = {
  load: (address, offset) => F32x4.load(address, offset),
  loadOne: (address, offset) => F32.load(address, offset),
  divide: (value, divisor) => (divisor === 1 ? value : value.div(divisor)),
  divideOne: (value, divisor) => (divisor === 1 ? value : value.div(divisor)),
};

/** Quotients towards zero. */
const integers: Numbers<I32x4, I32> = {
  load: (address, offset) => I32x4.load(address, offset),
  loadOne: (address, offset) => I32.load(address, offset),
  divide(value, divisor) {
    if (divisor === 1) return value;
    const quotient = (lane: 0 | 1 | 2 | 3) => value.lane(lane).div(divisor).splat();
    const low = quotient(0).shuffle(quotient(1), [0, 4, 0, 4]);
    const high = quotient(2).shuffle(quotient(3), [0, 4, 0, 4]);
    return low.shuffle(high, [0, 1, 4, 5]);
  },
  divideOne: (value, divisor) => (divisor === 1 ? value : value.div(divisor)),
};

/** A fold that loses nothing: the state is the result. */
function simpleFold<V extends F32x4 | I32x4, S extends F32 | I32>(
  numbers: Numbers<V, S>,
  neutral: V,
  fold: (a: V, b: V) => V,
  foldOne: (a: S, b: S) => S,
): Fold<V, S> {
  return {
    ...numbers,
    neutral,
    fold,
    foldAll: (k, values) => values.reduce((a, b) => k.local(foldOne(a, b))),
    merge: (k, state, value) => k.store(state, fold(numbers.load(state), value)),
    mergeState: (k, state, from) => k.store(state, fold(numbers.load(state), numbers.load(from))),
    finish: (k, state) => k.local(numbers.load(state)),
  };
}

/** Two sums of float32, and the exact rounding error of adding them: Knuth's two-sum (The Art of Computer Programming 2, 4.2.2). */
function twoSum(k: FunctionBuilder, state: Int, value: Local<F32x4>): F32x4 {
  const before = k.floats(F32x4.load(state));
  const after = k.floats(before.add(value));
  k.store(state, after);
  const added = k.floats(after.sub(before));
  return before.sub(after.sub(added)).add(value.sub(added));
}

const floatSum: Fold = {
  ...floats,
  neutral: F32x4.const(0),
  fold: (a, b) => a.add(b),
  foldAll: (_, values) =>
    values
      .map((value) => value.toDouble())
      .reduce((a, b) => a.add(b))
      .toFloat(),
  merge(k, state, value) {
    const error = twoSum(k, state, value);
    k.store(state, F32x4.load(state, LOST).add(error), LOST);
  },
  mergeState(k, state, from) {
    const error = twoSum(k, state, k.floats(F32x4.load(from)));
    k.store(state, F32x4.load(state, LOST).add(error).add(F32x4.load(from, LOST)), LOST);
  },
  finish(k, state) {
    const sum = k.floats(F32x4.load(state));
    const lost = k.floats(F32x4.load(state, LOST));
    // What an infinite sum has lost is NaN and does not count.
    return k.floats(lost.equal(lost).select(sum.add(lost), sum));
  },
};
