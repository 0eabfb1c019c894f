import type { F32x4, FunctionBuilder, Local } from '../assembler/index.js';
import { expOfSum } from './exp.js';
import { polynomial } from './polynomial.js';

/**
 * The complementary error function 1 - erf(z) of z >= 0 to full relative precision, float32, four at a time.
 *
 *   erfc(z) = exp(-z^2) Q(t) / (1 + 2 z),   t = (z - 2) / (z + 2)
 *
 * One polynomial Q for all z: Shepherd & Laframboise, "Chebyshev Approximation of (1 + 2x) exp(x^2) erfc x in 0 <= x < infinity",
 * Mathematics of Computation 36 (1981). Q was fitted here, of degree 9 and for z <= 10.2: relative error 1.4e-8.
 */
const SCALED_ERFC = [
  1.2769783735275269, -0.0927639827132225, -0.16603146493434906, 0.16405542194843292, -0.054203882813453674,
  -0.008060142397880554, 0.00863009411841631, 0.001313307206146419, -0.0012279989896342158, -0.00039944681338965893,
];

/** From here on erfc(z) is below half of the smallest denormal. */
export const ZERO_FROM = 10.2;

/** erfc(x) of x >= 0; error at most 5 ulp, denormal results included. */
export function erfcOfPositive(k: FunctionBuilder, x: F32x4): F32x4 {
  const z = k.floats(x.min(ZERO_FROM));
  return k.floats(expOfMinusSquare(k, z, 1).mul(scaledErfc(k, z)));
}

/** exp(z^2) erfc(z), 0 <= z <= ZERO_FROM. */
export function scaledErfc(k: FunctionBuilder, z: Local<F32x4>): F32x4 {
  const t = k.floats(z.sub(2).div(z.add(2)));
  return k.floats(polynomial(t, SCALED_ERFC).div(z.add(z).add(1)));
}

/**
 * exp(-scale z^2), where z^2 is needed to more digits than a float32 has: with h = z rounded to 12 bits, h^2 is exact, and the rest,
 * z^2 - h^2 = (z - h)(z + h), is small. scale: a power of two; z finite, scale z^2 <= 105.
 */
export function expOfMinusSquare(k: FunctionBuilder, z: Local<F32x4>, scale: number): F32x4 {
  const h = k.floats(z.asInts().add(0x800).and(-0x1000).asFloats());
  return expOfSum(k, h.mul(h).mul(-scale), z.sub(h).mul(z.add(h)).mul(-scale));
}
