import { F32x4, F64x2, I32x4, type FunctionBuilder, type Local } from '../assembler/index.js';

/**
 * Powers x^y, float32, four at a time, with the special cases of `Math.pow`.
 *
 *   |x|^y = 2^(y log2 |x|) in double precision: y log2 |x| has up to 8 bits before the point, which a float32 would lack behind it.
 *
 *   log2(x) = n + 2 / ln 2 artanh(s),   x = 2^n m,   sqrt(1/2) <= m < sqrt(2),   s = (m - 1) / (m + 1)
 *   2^t = 2^n exp(g),   n = t rounded,   g = (t - n) ln 2
 *
 * Error at most 0.51 ulp. artanh and exp are their Taylor series: the next term is below 4e-14 and 1e-12 of the result (|s| <= 0.172, |g| <= 0.347).
 */
export function pow(k: FunctionBuilder, x: F32x4, y: F32x4): F32x4 {
  const [base, exponent] = [k.floats(x), k.floats(y)];
  const size = k.floats(base.abs());
  const low = powOfPositive(k, F64x2.fromFloats(size), F64x2.fromFloats(exponent)).toFloats();
  const highLanes = (v: F32x4) => F64x2.fromFloats(v.shuffle(v, [2, 3, 2, 3]));
  const high = powOfPositive(k, highLanes(size), highLanes(exponent)).toFloats();
  const power = k.floats(low.shuffle(high, [0, 1, 4, 5]));
  replaceLimits(k, power, size, exponent);
  applySign(k, power, base, exponent);
  k.set<F32x4>(power, exponent.equal(0).select(F32x4.const(1), power));
  return power;
}

/** 2 / (ln 2 (2 i + 1)): artanh(s) / s as a series in s^2, for the logarithm to the base 2. */
const LOG2_SERIES = Array.from({ length: 8 }, (_, i) => 2 / (Math.LN2 * (2 * i + 1)));
/** 1 / i!. */
const EXP_SERIES = Array.from({ length: 11 }, (_, i) => 1 / factorial(i));
/** The upper word of sqrt(1/2). */
const SQRT_HALF_WORD = 0x3fe6a09e;
/** Powers of 2 beyond it are 0 or infinite as a float32. */
const LARGEST_EXPONENT = 200;

/** x^y of positive finite x. */
function powOfPositive(k: FunctionBuilder, x: F64x2, y: F64x2): F64x2 {
  const words = k.ints(x.asWords());
  const upper = k.ints(words.shuffle(words, [1, 3, 1, 3]).sub(SQRT_HALF_WORD));
  const n = F64x2.fromInts(upper.shiftRight(20));
  const mantissa = k.ints(upper.and(0xfffff).add(SQRT_HALF_WORD));
  const m = k.local(F64x2.fromWords(words.shuffle(mantissa, [0, 4, 2, 5])));
  const s = k.local(m.sub(1).div(m.add(1)));
  const logarithm = series(k.local(s.mul(s)), LOG2_SERIES)
    .mul(s)
    .add(n);
  const t = k.local(logarithm.mul(y).min(LARGEST_EXPONENT).max(-LARGEST_EXPONENT));
  const whole = k.local(t.nearest());
  const fraction = series(k.local(t.sub(whole).mul(Math.LN2)), EXP_SERIES);
  const biased = k.ints(whole.toInts().add(1023).shiftLeft(20));
  const scale = F64x2.fromWords(biased.shuffle(I32x4.splatConst(0), [4, 0, 4, 1]));
  return fraction.mul(scale);
}

/** 0^y and infinity^y. */
function replaceLimits(k: FunctionBuilder, power: Local<F32x4>, size: F32x4, exponent: F32x4): void {
  const isLimit = size.equal(0).or(size.equal(Infinity)).and(exponent.equal(exponent));
  // Where just one of them holds, growing or sinking, the limit is infinite.
  const isInfinite = size.equal(0).xor(exponent.greater(0));
  const limit = isInfinite.select(F32x4.const(Infinity), F32x4.const(0));
  k.set<F32x4>(power, isLimit.select(limit, power));
}

/** A negative base: minus for odd exponents, NaN for fractions unless the base is infinite. NaN for NaN. */
function applySign(k: FunctionBuilder, power: Local<F32x4>, base: F32x4, exponent: F32x4): void {
  const half = k.floats(exponent.mul(0.5));
  const isWhole = k.ints(exponent.equal(exponent.nearest()));
  const isOdd = isWhole.and(half.notEqual(half.nearest()));
  const sign = base.asInts().and(-0x80000000).and(isOdd);
  const isUndefined = base.less(0).and(base.greater(-Infinity)).and(isWhole.not()).or(base.notEqual(base));
  k.set<F32x4>(power, power.asInts().or(sign).or(isUndefined).asFloats());
}

function series(x: F64x2, coefficients: readonly number[]): F64x2 {
  const [last, ...before] = [...coefficients].reverse();
  return before.reduce<F64x2>((sum, coefficient) => sum.mul(x).add(coefficient), F64x2.const(last));
}

function factorial(n: number): number {
  return n <= 1 ? 1 : n * factorial(n - 1);
}
