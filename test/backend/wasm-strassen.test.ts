import { describe, expect, test } from 'vitest';
import type { Backend } from '../../src/backend/backend.js';
import type { FusedActivation } from '../../src/backend/kernels.js';
import { isWorthStrassen } from '../../src/backend/wasm/kernels/strassen-choice.js';
import { DEPTH_UNIT, PIECES, planStrassen } from '../../src/backend/wasm/kernels/strassen-plan.js';
import { allowRelaxedSimd } from '../../src/node.js';
import type { TypedArray } from '../../src/tensor/dtype.js';
import { openWasm, openWasmTeams } from './adapter.js';
import {
  centred,
  expectExact,
  images,
  multiply,
  operandsOf,
  positive,
  wholeNumbers,
  type LargeProduct,
} from './large-product.js';

/** What is left over of rows, columns (whole vectors and single ones) and depth; several blocks of columns and of the depth. */
const cases: readonly LargeProduct[] = [
  { m: 3001, n: 99, k: 519 },
  { m: 784, n: 200, k: 2000, transposeA: true },
  { m: 771, n: 110, k: 2001, transposeA: true, transposeB: true },
  { m: 2560, n: 96, k: 600, transposeB: true },
  { m: 769, n: 1003, k: 1960, transposeB: true },
];

function isChosen(
  { m, n, k, transposeA = false, transposeB = false }: LargeProduct,
  activation: FusedActivation = 'linear',
) {
  const strides = { a: transposeA ? m : k, b: transposeB ? k : n, c: n };
  return isWorthStrassen({ m, n, k, strides, transposeA, transposeB, hasBias: false, activation });
}

const teams = await openWasmTeams();

describe("the cases of Strassen's algorithm", () => {
  test('are chosen, and leave over rows, columns, depth, and nothing', () => {
    for (const product of cases) expect(isChosen(product)).toBe(true);
    const plans = cases.map(({ m, n, k }) => planStrassen(m, n, k, true));
    const left = cases.map(({ m, k }, i) => [m - plans[i].groups * plans[i].pieceRows * PIECES, k % DEPTH_UNIT]);
    expect(left.some(([rows, depth]) => rows > 0 && depth > 0)).toBe(true);
    expect(left.some(([rows, depth]) => rows === 0 && depth === 0)).toBe(true);
    expect(plans.some((plan) => plan.columnBlocks > 1 && plan.depthBlocks > 1)).toBe(true);
    expect(plans.map((plan) => plan.restVectors > 0)).toEqual(expect.arrayContaining([true, false]));
  });

  test('are large, and saturate no activation', () => {
    expect(isChosen({ m: 256, n: 600, k: 784 })).toBe(false);
    expect(isChosen({ m: 784, n: 600, k: 256, transposeA: true })).toBe(false);
    expect(isChosen({ m: 10_000, n: 10, k: 784 })).toBe(false);
    expect(isChosen({ m: 10_000, n: 200, k: 784 }, 'relu')).toBe(true);
    expect(isChosen({ m: 10_000, n: 200, k: 784 }, 'sigmoid')).toBe(false);
    expect(isChosen({ m: 10_000, n: 200, k: 784 }, 'tanh')).toBe(false);
  });
});

describe.each(teams)("Strassen's algorithm on $name", ({ backend }) => {
  const wasm = backend as Backend;

  test.each(cases)('is exact for whole numbers: %o', async (product) => {
    const { n } = product;
    const c = await expectExact(wasm, product);
    const bias = wholeNumbers([n], 4);
    const withBias = await multiply(wasm, product, { ...operandsOf(product), bias }, 'relu');
    expect(withBias.every((value, i) => value === Math.max(0, c[i] + bias.values[i % n]))).toBe(true);
  });
});

test("Strassen's algorithm gives the same bits on 1, 2, 3, 4 and 7 threads", async () => {
  const backends = await Promise.all([1, 2, 3, 4, 7].map((threads) => openWasm(threads)));
  for (const product of [cases[0], cases[2]]) {
    const operands = operandsOf(product, centred);
    const [first, ...others] = await Promise.all(backends.map((backend) => multiply(backend, product, operands)));
    for (const other of others) expect(other.every((value, i) => value === first[i])).toBe(true);
  }
});

describe.each([false, ...(allowRelaxedSimd() ? [true] : [])])(
  "errors of Strassen's algorithm (fused: %s)",
  (isFused) => {
    test.each([
      ['numbers of both signs', centred, centred],
      ['positive numbers', positive, positive],
      ['images, four fifths black, and weights', images, centred],
    ] as const)('are a few of the direct product: %s', async (_, fillA, fillB) => {
      const backend = await openWasm(1, isFused);
      const product = { m: 2000, n: 100, k: 784 };
      const { m, n, k } = product;
      const operands = { a: fillA([m, k], 1), b: fillB([k, n], 2) };
      const c = await multiply(backend, product, operands);
      // A few rows are computed directly.
      const rows = 500;
      const part = { shape: [rows, k], values: operands.a.values.slice(0, rows * k) };
      const direct = await multiply(backend, { ...product, m: rows }, { ...operands, a: part });
      const exact = multiplyExactly(part.values, operands.b.values, { m: rows, n, k });
      const [ours, usual] = [c, direct].map((values) => errorsOf(values, exact));
      expect(ours.rootMeanSquare / usual.rootMeanSquare).toBeLessThan(6);
      expect(ours.largest / usual.largest).toBeLessThan(8);
      expect(ours.largest).toBeLessThan(5e-6 * exact.reduce((most, value) => Math.max(most, Math.abs(value)), 0));
    });
  },
);

function multiplyExactly(a: TypedArray, b: TypedArray, { m, n, k }: LargeProduct): Float64Array {
  const c = new Float64Array(m * n);
  for (let i = 0; i < m; i++) {
    for (let l = 0; l < k; l++) {
      const element = a[i * k + l];
      for (let j = 0; j < n; j++) c[i * n + j] += element * b[l * n + j];
    }
  }
  return c;
}

function errorsOf(values: TypedArray, exact: Float64Array) {
  const errors = exact.map((value, i) => Math.abs(values[i] - value));
  return {
    rootMeanSquare: Math.sqrt(errors.reduce((sum, error) => sum + error * error, 0) / errors.length),
    largest: errors.reduce((most, error) => Math.max(most, error), 0),
  };
}

test('an infinity in a row reaches the three rows that it is added to, and no others', async () => {
  const [{ backend }] = teams;
  const product = { m: 2500, n: 100, k: 784 };
  const { n, k } = product;
  const operands = operandsOf(product);
  operands.a.values[700 * k + 300] = Infinity;
  const c = await multiply(backend as Backend, product, operands);
  const touched = new Set<number>();
  c.forEach((value, i) => {
    if (!Number.isFinite(value)) touched.add(Math.floor(i / n));
  });
  const { pieceRows } = planStrassen(product.m, n, k, false);
  const place = (row: number) => [Math.floor(row / (PIECES * pieceRows)), row % pieceRows];
  expect(touched.has(700)).toBe(true);
  for (const row of touched) expect(place(row)).toEqual(place(700));
});
