import type { F32x4, FunctionBuilder } from '../assembler/index.js';
import { EXP_REST, LN2_HIGH, LN2_LOW, ROUNDER, ROUNDER_BITS } from './exp.js';
import { polynomial } from './polynomial.js';

/**
 * exp(x) - 1 without cancellation about 0, float32, four at a time.
 *
 *   exp(x) - 1 = 2^n (exp(r) - 1) + (2^n - 1),   n and r as in exp.ts,   exp(r) - 1 = r + r^2 P(r)
 *
 * Near 0 n is 0, so that the second term is too (the scheme of FreeBSD's s_expm1f.c, with the polynomial of exp.ts).
 */

/** From here on the result is -1. */
const LOWEST = -20;
/** Beyond it the result is infinite. */
const HIGHEST = 89;
/** Below it exp(x) - 1 is x. */
const TINY = 2 ** -25;

/** exp(x) - 1. Error at most 2 ulp; -0 and denormals come back as they are; overflows to infinity. */
export function expm1(k: FunctionBuilder, x: F32x4): F32x4 {
  const given = k.floats(x);
  const bounded = k.floats(given.min(HIGHEST).max(LOWEST));
  const rounded = k.floats(bounded.mul(Math.LOG2E).add(ROUNDER));
  const n = k.floats(rounded.sub(ROUNDER));
  const r = k.floats(bounded.sub(n.mul(LN2_HIGH)).sub(n.mul(LN2_LOW)));
  const inner = polynomial(r, EXP_REST).mul(r).mul(r).add(r);
  // Half of everything, since 2^128 is no float32.
  const whole = rounded.asInts().sub(ROUNDER_BITS);
  const halfPower = k.floats(whole.add(126).shiftLeft(23).asFloats());
  const half = k.floats(inner.mul(halfPower).add(halfPower.sub(0.5)));
  return k.floats(given.abs().less(TINY).select(given, half.add(half)));
}
