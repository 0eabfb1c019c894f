import { describe, expect, test } from 'vitest';
import { erf as exactErf, erfc } from '../../../src/backend/reference/error-function.js';
import { erf } from '../../../src/backend/wasm/math/erf.js';
import { erfcOfPositive } from '../../../src/backend/wasm/math/erfc.js';
import { exp } from '../../../src/backend/wasm/math/exp.js';
import { expm1 } from '../../../src/backend/wasm/math/expm1.js';
import { gelu } from '../../../src/backend/wasm/math/gelu.js';
import { integerPow, integerQuotient } from '../../../src/backend/wasm/math/integer-arithmetic.js';
import { log } from '../../../src/backend/wasm/math/log.js';
import { log1p } from '../../../src/backend/wasm/math/log1p.js';
import { pow } from '../../../src/backend/wasm/math/pow.js';
import { sigmoid } from '../../../src/backend/wasm/math/sigmoid.js';
import { softplus } from '../../../src/backend/wasm/math/softplus.js';
import { tanh } from '../../../src/backend/wasm/math/tanh.js';
import { uniform } from '../../../src/tensor/random.js';
import { compiled, forBitPatterns, worstError, type VectorFunction, type WorstError } from './vector-function.js';

const special = [0, -0, 2 ** -149, -(2 ** -149), 2 ** -126, 1, -1, 88.7, 88.8, 89.5, -87, -103.9, -104.5, 3e38, -3e38];
const limits = [...special, Infinity, -Infinity, NaN];

interface Case {
  readonly name: string;
  readonly write: VectorFunction;
  readonly exact: (x: number) => number;
  /** In units of the last place. */
  readonly bound: number;
}

const cases: Case[] = [
  { name: 'exp', write: exp, exact: Math.exp, bound: 1 },
  { name: 'log', write: log, exact: Math.log, bound: 1 },
  { name: 'expm1', write: expm1, exact: Math.expm1, bound: 2 },
  { name: 'log1p', write: log1p, exact: Math.log1p, bound: 2 },
  { name: 'sigmoid', write: sigmoid, exact: (x) => 1 / (1 + Math.exp(-x)), bound: 3 },
  { name: 'tanh', write: tanh, exact: Math.tanh, bound: 2 },
  { name: 'erf', write: erf, exact: exactErf, bound: 2 },
  { name: 'gelu', write: gelu, exact: (x) => 0.5 * x * erfc(-x * Math.SQRT1_2), bound: 5 },
  {
    name: 'softplus',
    write: softplus,
    exact: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
    bound: 2,
  },
];

describe.each(cases)('$name of the wasm kernels', ({ write, exact, bound }) => {
  const f = compiled(write);

  test(`is within ${bound} ulp over all float32`, () => {
    let worst: WorstError = { ulps: 0, x: NaN, y: NaN };
    forBitPatterns(7919, (x) => {
      const found = worstError(f(x), exact, x);
      if (found.ulps > worst.ulps) worst = found;
    });
    expect(worst.ulps, `at ${worst.x}`).toBeLessThanOrEqual(bound);
  });

  test('is within as much at zeros, denormals, where it overflows, at infinities and NaN', () => {
    const x = Float32Array.from(limits);
    const worst = worstError(f(x), exact, x);
    expect(worst.ulps, `at ${worst.x}`).toBeLessThanOrEqual(bound);
  });
});

test('tanh, erf, expm1 and log1p keep the sign of zero', () => {
  for (const write of [tanh, erf, expm1, log1p]) {
    expect([...compiled(write)(Float32Array.of(-0, 0, -0, 0))]).toEqual([-0, 0, -0, 0]);
  }
});

test('erfc of what is not negative is within 5 ulp, far into the tail', () => {
  const x = Float32Array.from({ length: 40_000 }, (_, i) => i * 0.0003);
  const worst = worstError(compiled(erfcOfPositive)(x), erfc, x);
  expect(worst.ulps, `at ${worst.x}`).toBeLessThanOrEqual(5);
});

describe('pow of the wasm kernels', () => {
  const f = compiled(pow);
  const BOUND = 0.51;

  test('is Math.pow for every pair of special values', () => {
    const values = [...limits, 2, -2, 3, -3, 0.5, -0.5, 2.5, -2.5, 101, 16_777_217, 1 + 2 ** -23, 1 - 2 ** -24];
    const x = Float32Array.from(values.flatMap((a) => values.map(() => a)));
    const y = Float32Array.from(values.flatMap(() => values));
    const result = f(x, y);
    for (let i = 0; i < x.length; i++) {
      const exact = Math.fround(Math.pow(x[i], y[i]));
      expect(Object.is(result[i], exact), `${x[i]} ** ${y[i]} = ${exact}, not ${result[i]}`).toBe(true);
    }
  });

  const random = (seed: number) => uniform(seed, 'pow', 60_000);
  test.each([
    ['small bases and exponents', (u: number) => 4 * u, (v: number) => 20 * v - 10],
    ['results from the smallest to the largest', (u: number) => Math.exp(176 * u - 88), (v: number) => 4 * v - 2],
    ['bases near 1 and large exponents', (u: number) => 0.999 + 0.002 * u, (v: number) => 1e5 * (v - 0.5)],
    ['negative bases and whole exponents', (u: number) => -3 * u, (v: number) => Math.round(60 * v - 30)],
  ])('is within 0.51 ulp for %s', (_, toBase, toExponent) => {
    const x = Float32Array.from(random(1), toBase);
    const y = Float32Array.from(random(2), toExponent);
    const worst = worstError(f(x, y), Math.pow, x, y);
    expect(worst.ulps, `at ${worst.x} ** ${worst.y}`).toBeLessThanOrEqual(BOUND);
  });
});

describe('integer arithmetic of the wasm kernels', () => {
  const least = -(2 ** 31);
  const integers = [0, 1, -1, 2, -2, 3, -7, 10, 255, 65_537, 2 ** 31 - 1, least, least + 1];
  const a = Int32Array.from(integers.flatMap((value) => integers.map(() => value)));
  const b = Int32Array.from(integers.flatMap(() => integers));
  const apply = (write: typeof integerQuotient) => {
    const f = compiled((k, x, y) => write(k, k.ints(x.asInts()), k.ints(y.asInts())).asFloats());
    const result = f(new Float32Array(a.buffer), new Float32Array(b.buffer));
    return [...new Int32Array(result.buffer, result.byteOffset, result.length)];
  };

  test('quotients are rounded towards zero, and 0 where the divisor is', () => {
    expect(apply(integerQuotient)).toEqual([...a].map((value, i) => (value / b[i]) | 0));
  });

  test('powers wrap around, and those with negative exponents are rounded towards zero', () => {
    const wrapped = (base: number, exponent: number): number => {
      if (exponent < 0) return Math.abs(base) === 1 ? base ** (exponent % 2) : 0;
      let power = 1;
      let factor = base;
      for (let rest = exponent; rest > 0; rest = Math.floor(rest / 2)) {
        if (rest % 2 === 1) power = Math.imul(power, factor);
        factor = Math.imul(factor, factor);
      }
      return power;
    };
    expect(apply(integerPow)).toEqual([...a].map((base, i) => wrapped(base, b[i])));
  });
});
