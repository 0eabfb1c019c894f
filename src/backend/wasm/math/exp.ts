import type { F32x4, FunctionBuilder, I32x4 } from '../assembler/index.js';
import { polynomial } from './polynomial.js';

/**
 * The exponential function, float32, four at a time.
 *
 *   exp(x) = 2^n exp(r),   n = x / ln 2 rounded,   r = x - n ln 2,   |r| <= ln 2 / 2
 *   exp(r) = 1 + r + r^2 P(r)
 *
 * The reduction (ln 2 in two parts, of which the first times n is exact) and P are those of Cephes' expf.c, S. L. Moshier.
 */

/** ln 2 to 9 bits, and what is missing. */
export const LN2_HIGH = 0.693359375;
export const LN2_LOW = -2.1219444005469057e-4;
/** (exp(r) - 1 - r) / r^2. */
export const EXP_REST = [
  5.0000001201e-1, 1.6666665459e-1, 4.1665795894e-2, 8.3334519073e-3, 1.3981999507e-3, 1.98756915e-4,
];
/** 1.5 x 2^23: added to a smaller number it leaves the nearest whole number in the lowest bits. */
export const ROUNDER = 12_582_912;
/** The bits of ROUNDER. */
export const ROUNDER_BITS = 0x4b400000;
/** Beyond these the result is infinite, or below half of the smallest denormal. */
const HIGHEST = 89;
const LOWEST = -104;

/** exp(x). Error at most 1 ulp, denormal results included; overflows to infinity; exp(-infinity) = 0, exp(NaN) = NaN. */
export function exp(k: FunctionBuilder, x: F32x4): F32x4 {
  return expOfSum(k, x, null);
}

/** exp(high + low), where low holds the digits of the sum that a float32 has no room for: |low| <= 0.1. */
export function expOfSum(k: FunctionBuilder, high: F32x4, low: F32x4 | null): F32x4 {
  const x = k.floats(high.min(HIGHEST).max(LOWEST));
  const rounded = k.floats(x.mul(Math.LOG2E).add(ROUNDER));
  const n = k.floats(rounded.sub(ROUNDER));
  const r = k.floats(x.sub(n.mul(LN2_HIGH)).sub(n.mul(LN2_LOW)));
  if (low) k.set<F32x4>(r, r.add(low));
  const y = k.floats(polynomial(r, EXP_REST).mul(r).mul(r).add(r).add(1));
  // 2^n in two factors: n reaches from -150 to 128, the exponent of one float32 only from -126 to 127.
  const whole = k.ints(rounded.asInts().sub(ROUNDER_BITS));
  const half = k.ints(whole.shiftRight(1));
  const power = (exponent: I32x4) => exponent.add(127).shiftLeft(23).asFloats();
  return k.floats(y.mul(power(half)).mul(power(whole.sub(half))));
}
