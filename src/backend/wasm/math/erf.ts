import { F32x4, type FunctionBuilder } from '../assembler/index.js';
import { erfcOfPositive } from './erfc.js';
import { polynomial } from './polynomial.js';
import { withSignOf } from './sign.js';

/**
 * The error function, float32, four at a time: an odd polynomial for |x| < 1, that of Cephes' ndtrf.c (S. L. Moshier), and
 * +-(1 - erfc(|x|)) beyond.
 */

/** erf(x) / x - 1 as a polynomial in x^2. */
const ERF_NEAR = [
  0.12837916572671, -3.7612625824233e-1, 1.128358514861418e-1, -2.685381193529856e-2, 5.188327685732524e-3,
  -8.010193625184903e-4, 7.853861353153693e-5,
];

/** erf(x). Error at most 2 ulp; -0 comes back as it is. */
export function erf(k: FunctionBuilder, x: F32x4): F32x4 {
  const given = k.floats(x);
  const size = k.floats(given.abs());
  const square = k.floats(size.mul(size));
  const near = k.floats(polynomial(square, ERF_NEAR).mul(size).add(size));
  const far = F32x4.const(1).sub(erfcOfPositive(k, size));
  return k.floats(withSignOf(size.less(1).select(near, far), given));
}
