import { HandgradError } from '../../tensor/error.js';

/** t(0.975) for 1 to 10 degrees of freedom: NIST/SEMATECH e-Handbook of Statistical Methods, section 1.3.6.7.2, with one more digit. */
const FEW = [12.7062, 4.30265, 3.18245, 2.77645, 2.57058, 2.44691, 2.36462, 2.306, 2.26216, 2.22814];

/** z(0.975) of the normal distribution: the limit for many degrees of freedom. */
export const NORMAL_QUANTILE = 1.959963984540054;

/**
 * t(0.975): between minus and plus this lie 95 % of Student's distribution.
 *
 * Up to 10 degrees of freedom from a table, beyond it by the expansion around the normal quantile z in powers of 1 / v
 * (Abramowitz & Stegun 1964, 26.7.5), which from there on is right to 1e-4:
 *
 *   t = z + (z^3 + z) / (4 v) + (5 z^5 + 16 z^3 + 3 z) / (96 v^2) + (3 z^7 + 19 z^5 + 17 z^3 - 15 z) / (384 v^3)
 *
 * @throws {HandgradError} unless `degrees` is a whole number from 1 up.
 */
export function studentQuantile(degrees: number): number {
  if (!Number.isInteger(degrees) || degrees < 1) {
    throw new HandgradError(`Student's t: found ${degrees} degrees of freedom, expected a whole number from 1 up`);
  }
  if (degrees <= FEW.length) return FEW[degrees - 1];
  const z = NORMAL_QUANTILE;
  return (
    z +
    (z ** 3 + z) / (4 * degrees) +
    (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * degrees ** 2) +
    (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / (384 * degrees ** 3)
  );
}
