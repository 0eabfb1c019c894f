import { F32x4, I32x4, type FunctionBuilder } from '../assembler/index.js';
import { LN2_HIGH, LN2_LOW } from './exp.js';
import { polynomial } from './polynomial.js';

/**
 * The natural logarithm, float32, four at a time.
 *
 *   log(x) = n ln 2 + log(m),   x = 2^n m,   sqrt(1/2) <= m < sqrt(2)
 *   log(m) = f - f^2 / 2 + f^3 P(f),   f = m - 1
 *
 * P is that of Cephes' logf.c, S. L. Moshier.
 */

/** (log(1 + f) - f + f^2 / 2) / f^3. */
const LOG_REST = [
  3.3333331174e-1, -2.4999993993e-1, 2.0000714765e-1, -1.6668057665e-1, 1.4249322787e-1, -1.2420140846e-1,
  1.167699874e-1, -1.151461031e-1, 7.0376836292e-2,
];
/** The bits of sqrt(1/2). */
const SQRT_HALF_BITS = 0x3f3504f3;
const SMALLEST_NORMAL = 2 ** -126;
/** What makes a normal number of every denormal one: 2^23. */
const LIFT = 23;

/** log(x). Error at most 1 ulp, denormals included; log(0) = -infinity, log(x < 0) = NaN, log(infinity) = infinity. */
export function log(k: FunctionBuilder, x: F32x4): F32x4 {
  const given = k.floats(x);
  const isTiny = k.ints(given.less(SMALLEST_NORMAL));
  const normal = isTiny.select(given.mul(2 ** LIFT), given);
  const bits = k.ints(normal.asInts().sub(SQRT_HALF_BITS));
  const n = k.floats(bits.shiftRight(23).sub(isTiny.and(LIFT)).toFloats());
  const f = k.floats(bits.and(0x7fffff).add(SQRT_HALF_BITS).asFloats().sub(1));
  const square = k.floats(f.mul(f));
  const rest = polynomial(f, LOG_REST).mul(f).mul(square).add(n.mul(LN2_LOW)).sub(square.mul(0.5));
  const finite = k.floats(f.add(rest).add(n.mul(LN2_HIGH)));
  // Infinity and NaN as they are; of 0 and of what is negative -1 / 0 and 0 / 0.
  const isRegular = given.greater(0).and(given.less(Infinity));
  const positive = given.greater(0).or(given.notEqual(given)).select(given, notPositive(given));
  return k.floats(isRegular.select(finite, positive));
}

/** -infinity for 0, NaN for what is negative. */
function notPositive(x: F32x4): F32x4 {
  return x.equal(0).select(F32x4.const(-Infinity), I32x4.splatConst(0x7fc00000).asFloats());
}
