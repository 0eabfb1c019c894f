/**
 * The error function, erf(x) = 2/sqrt(pi) integral of exp(-t^2) dt from 0 to x, and erfc(x) = 1 - erf(x), without cancellation
 * in the tail. Error below one unit of the last digit of a double.
 *
 * Rational approximations on five intervals of |x|, as published with FreeBSD's libm (s_erf.c):
 *   Copyright (C) 1993 by Sun Microsystems, Inc. All rights reserved. Developed at SunPro, a Sun Microsystems, Inc. business.
 *   Permission to use, copy, modify, and distribute this software is freely granted, provided that this notice is preserved.
 */

/** erf(1) to float32, so that erf(x) - ERF_ONE is small and known to full precision about x = 1. */
const ERF_ONE = 8.45062911510467529297e-1;

// |x| < 0.84375: erf(x) = x + x P(x^2) / Q(x^2)
const P_CENTRE = [
  1.28379167095512558561e-1, -3.2504210724700149937e-1, -2.84817495755985104766e-2, -5.77027029648944159157e-3,
  -2.37630166566501626084e-5,
];
const Q_CENTRE = [
  1, 3.97917223959155352819e-1, 6.50222499887672944485e-2, 5.08130628187576562776e-3, 1.32494738004321644526e-4,
  -3.9602282787753681232e-6,
];

// 0.84375 <= |x| < 1.25: erf(x) = ERF_ONE + P(|x| - 1) / Q(|x| - 1)
const P_ONE = [
  -2.36211856075265944077e-3, 4.14856118683748331666e-1, -3.72207876035701323847e-1, 3.18346619901161753674e-1,
  -1.10894694282396677476e-1, 3.54783043256182359371e-2, -2.166375594868790843e-3,
];
const Q_ONE = [
  1, 1.06420880400844228286e-1, 5.40397917702171048937e-1, 7.18286544141962662868e-2, 1.26171219808761642112e-1,
  1.36370839120290507362e-2, 1.1984499846799107417e-2,
];

// 1.25 <= |x| < 1/0.35: erfc(x) = exp(-x^2 - 0.5625 + R(1/x^2) / S(1/x^2)) / x
const R_NEAR = [
  -9.86494403484714822705e-3, -6.93858572707181764372e-1, -1.05586262253232909814e1, -6.23753324503260060396e1,
  -1.62396669462573470355e2, -1.84605092906711035994e2, -8.12874355063065934246e1, -9.81432934416914548592,
];
const S_NEAR = [
  1, 1.96512716674392571292e1, 1.376577541435190426e2, 4.34565877475229228821e2, 6.45387271733267880336e2,
  4.29008140027567833386e2, 1.08635005541779435134e2, 6.57024977031928170135, -6.04244152148580987438e-2,
];

// 1/0.35 <= |x| < 28: the same, other coefficients
const R_FAR = [
  -9.86494292470009928597e-3, -7.99283237680523006574e-1, -1.77579549177547519889e1, -1.60636384855821916062e2,
  -6.37566443368389627722e2, -1.02509513161107724954e3, -4.83519191608651397019e2,
];
const S_FAR = [
  1, 3.03380607434824582924e1, 3.25792512996573918826e2, 1.53672958608443695994e3, 3.19985821950859553908e3,
  2.55305040643316442583e3, 4.74528541206955367215e2, -2.24409524465858183362e1,
];

/** The error function, for every double: erf(-x) = -erf(x), erf(infinity) = 1, erf(NaN) = NaN. */
export function erf(x: number): number {
  const magnitude = Math.abs(x);
  if (magnitude < 0.84375) return x + x * centre(x);
  if (magnitude < 1.25) return Math.sign(x) * (ERF_ONE + aboutOne(magnitude));
  return Math.sign(x) * (1 - tail(magnitude));
}

/** The complement 1 - erf(x), to full relative precision where it is small. */
export function erfc(x: number): number {
  const magnitude = Math.abs(x);
  if (magnitude < 0.25) return 1 - (x + x * centre(x));
  // Below 0.84375, 1 - erf(x) as 0.5 - (erf(x) - 0.5): both differences are exact to the last digit.
  if (magnitude < 0.84375) return x < 0 ? 1 - (x + x * centre(x)) : 0.5 - (x - 0.5 + x * centre(x));
  if (magnitude < 1.25) return x < 0 ? 1 + (ERF_ONE + aboutOne(magnitude)) : 1 - ERF_ONE - aboutOne(magnitude);
  return x < 0 ? 2 - tail(magnitude) : tail(magnitude);
}

function centre(x: number): number {
  return polynomial(P_CENTRE, x * x) / polynomial(Q_CENTRE, x * x);
}

function aboutOne(magnitude: number): number {
  return polynomial(P_ONE, magnitude - 1) / polynomial(Q_ONE, magnitude - 1);
}

/** erfc(x) for x >= 1.25. */
function tail(x: number): number {
  if (x >= 28) return 0;
  const s = 1 / (x * x);
  const near = x < 1 / 0.35;
  const quotient = near ? polynomial(R_NEAR, s) / polynomial(S_NEAR, s) : polynomial(R_FAR, s) / polynomial(S_FAR, s);
  // exp(-x^2) for a large x needs x^2 to more digits than a double has: with z = x rounded to half of its digits, z^2 is exact
  // and the rest, z^2 - x^2 = (z - x)(z + x), is small.
  const z = Math.fround(x);
  return (Math.exp(-z * z - 0.5625) * Math.exp((z - x) * (z + x) + quotient)) / x;
}

/** Horner's rule; the constant comes first. */
function polynomial(coefficients: readonly number[], x: number): number {
  let sum = 0;
  for (let i = coefficients.length - 1; i >= 0; i--) sum = sum * x + coefficients[i];
  return sum;
}
