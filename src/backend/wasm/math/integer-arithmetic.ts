import { F64x2, I32x4, type FunctionBuilder, type Local } from '../assembler/index.js';

/**
 * a / b rounded towards zero, int32, four at a time; by zero: 0, which is what an infinity becomes in every typed array of integers.
 * There is no vector division of integers: a float64 holds both exactly, and its quotient on the right side of every whole number.
 */
export function integerQuotient(k: FunctionBuilder, a: Local<I32x4>, b: Local<I32x4>): I32x4 {
  const upper = (v: I32x4) => v.shuffle(v, [2, 3, 2, 3]);
  const low = F64x2.fromInts(a).div(F64x2.fromInts(b)).toInts();
  const high = F64x2.fromInts(upper(a))
    .div(F64x2.fromInts(upper(b)))
    .toInts();
  const quotient = k.ints(low.shuffle(high, [0, 1, 4, 5]));
  // By -1 apart, since -2^31 / -1 has to wrap around.
  return b.equal(-1).select(a.neg(), b.equal(0).select(I32x4.splatConst(0), quotient));
}

/**
 * a^b, int32, four at a time, by repeated squaring; wraps around. Negative powers are rounded towards zero: 1 / a, 1 / a^2, ... are 0
 * but for a = 1 and -1; of 0 they are 0, as above.
 */
export function integerPow(k: FunctionBuilder, a: Local<I32x4>, b: Local<I32x4>): I32x4 {
  const power = k.ints(1);
  const factor = k.ints(a);
  const rest = k.ints(b.abs());
  k.while(rest.anySet(), () => {
    const isOdd = rest.and(1).equal(1);
    k.set<I32x4>(power, isOdd.select(power.mul(factor), power));
    k.set<I32x4>(factor, factor.mul(factor));
    k.set<I32x4>(rest, rest.shiftRightUnsigned(1));
  });
  const isUnit = a.equal(1).or(a.equal(-1));
  return b.less(0).and(isUnit.not()).select(I32x4.splatConst(0), power);
}
