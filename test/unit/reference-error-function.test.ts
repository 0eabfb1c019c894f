import { describe, expect, it } from 'vitest';
import { erf, erfc } from '../../src/backend/reference/error-function.js';
import { ulpsBetween } from '../compare.js';

// Fixed-point numbers with 300 binary digits after the point.
const BITS = 300n;
const ONE = 1n << BITS;
/** sqrt(pi) to 100 decimal places, as a fixed-point number. */
const SQRT_PI =
  (17724538509055160272981674833411451827975494561223871282138077898529112845910321813749506567385446654162n * ONE) /
  10n ** 103n;

/** erf(x) = 2/sqrt(pi) * sum over n of (-1)^n x^(2n+1) / (n! (2n+1)), exact to some 60 digits for |x| <= 6. */
function erfBySeries(x: number): bigint {
  const exact = BigInt(x * 2 ** 40) << (BITS - 40n);
  let power = exact;
  let sum = 0n;
  for (let n = 0n; power !== 0n;) {
    sum += power / (2n * n + 1n);
    n++;
    power = -((((power * exact) >> BITS) * exact) >> BITS) / n;
    if (power < 2n && power > -2n) break;
  }
  return (2n * sum * ONE) / SQRT_PI;
}

function toNumber(fixed: bigint): number {
  return Number(`${(fixed * 10n ** 60n) / ONE}e-60`);
}

// Numbers that are whole multiples of 2^-40, in every interval of the approximation and next to its ends.
const arguments_ = [
  1,
  0.5,
  0.25,
  0.24,
  0.8437,
  0.84375,
  0.9,
  1.2499,
  1.25,
  1.7,
  2,
  2.857,
  2.858,
  3.3,
  4.1,
  5,
  5.9,
  2 ** -20,
  0.001,
]
  .map((x) => Math.round(x * 2 ** 40) / 2 ** 40)
  .flatMap((x) => [x, -x]);

describe('erf', () => {
  it.each([
    // Abramowitz & Stegun, table 7.1, continued to the digits of a double.
    [0.5, 0.5204998778130465],
    [1, 0.8427007929497149],
    [2, 0.9953222650189527],
  ])('erf(%d) is the published value', (x, value) => {
    expect(ulpsBetween(erf(x), value, 'float64')).toBeLessThanOrEqual(1);
  });

  it.each(arguments_)('erf(%d) is within 1 ulp of its power series', (x) => {
    expect(ulpsBetween(erf(x), toNumber(erfBySeries(x)), 'float64')).toBeLessThanOrEqual(1);
  });

  it('has its limits and passes NaN on', () => {
    expect([0, 6, 30, Infinity, -Infinity, NaN].map(erf)).toEqual([0, 1, 1, 1, -1, NaN]);
  });
});

describe('erfc', () => {
  it.each([
    [2, 0.004677734981047266],
    [5, 1.537459794428035e-12],
    [10, 2.088487583762545e-45],
    [26, 5.663192408856143e-296],
  ])('erfc(%d) keeps its relative precision in the tail', (x, value) => {
    expect(ulpsBetween(erfc(x), value, 'float64')).toBeLessThanOrEqual(2);
  });

  it.each(arguments_)('erfc(%d) is within 2 ulps of 1 - the power series', (x) => {
    expect(ulpsBetween(erfc(x), toNumber(ONE - erfBySeries(x)), 'float64')).toBeLessThanOrEqual(2);
  });

  it('has its limits and passes NaN on', () => {
    expect([0, 30, Infinity, -Infinity, NaN].map(erfc)).toEqual([1, 0, 0, 2, NaN]);
  });
});
