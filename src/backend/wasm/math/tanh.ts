import { F32x4, type FunctionBuilder } from '../assembler/index.js';
import { exp } from './exp.js';
import { withSignOf } from './sign.js';
import { polynomial } from './polynomial.js';

/**
 * The hyperbolic tangent, float32, four at a time.
 *
 *   |x| < 0.625: x + x^3 P(x^2),   otherwise +-(1 - 2 / (exp(2 |x|) + 1))
 *
 * The scheme and P are those of Cephes' tanhf.c, S. L. Moshier.
 */

/** (tanh(x) - x) / x^3 as a polynomial in x^2. */
const TANH_REST = [-3.33332819422e-1, 1.33314422036e-1, -5.37397155531e-2, 2.06390887954e-2, -5.70498872745e-3];

/** tanh(x). Error at most 2 ulp; -0 and denormals come back as they are. */
export function tanh(k: FunctionBuilder, x: F32x4): F32x4 {
  const given = k.floats(x);
  const size = k.floats(given.abs());
  const square = k.floats(size.mul(size));
  const near = k.floats(polynomial(square, TANH_REST).mul(square).mul(size).add(size));
  const far = F32x4.const(1).sub(F32x4.const(2).div(exp(k, size.add(size)).add(1)));
  return k.floats(withSignOf(size.less(0.625).select(near, far), given));
}
