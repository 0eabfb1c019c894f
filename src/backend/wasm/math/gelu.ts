import { F32x4, type FunctionBuilder } from '../assembler/index.js';
import { expOfMinusSquare, scaledErfc, ZERO_FROM } from './erfc.js';

/**
 * x times the normal distribution function of x, float32, four at a time: x / 2 erfc(-x / sqrt(2)), with erfc(-z) = 2 - erfc(z).
 *
 * Error at most 5 ulp, far below 0 too, where 1 + erf would cancel; gelu(-infinity) is NaN, as the product says.
 */
export function gelu(k: FunctionBuilder, x: F32x4): F32x4 {
  const given = k.floats(x);
  const size = k.floats(given.abs().min(ZERO_FROM * Math.SQRT2));
  const power = expOfMinusSquare(k, size, 0.5);
  const quotient = k.floats(scaledErfc(k, k.floats(size.mul(Math.SQRT1_2))).mul(0.5));
  // Below 0 the power comes last: where it is denormal, it has few digits to lose.
  const above = given.mul(F32x4.const(1).sub(quotient.mul(power)));
  return k.floats(given.less(0).select(given.mul(quotient).mul(power), above));
}
