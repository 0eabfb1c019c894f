import { describe, expect, test } from 'vitest';
import type { Backend } from '../../src/backend/backend.js';
import { referenceBackend } from '../../src/backend/reference/reference-backend.js';
import { planProduct } from '../../src/backend/wasm/kernels/product-plan.js';
import { isWorthStrassen } from '../../src/backend/wasm/kernels/strassen-choice.js';
import type { TypedArray } from '../../src/tensor/dtype.js';
import { openWasmTeams } from './adapter.js';
import { centred, images, multiply, operandsOf, type LargeProduct } from './large-product.js';

// A product leaves out what its left side's zeros would add. Nobody may see that, but by the clock.

/** Right sides read where they lie and packed, in one block of the depth and several; tiles left over of rows and columns. */
const products: readonly LargeProduct[] = [
  { m: 128, n: 200, k: 784 },
  { m: 131, n: 128, k: 401 },
  { m: 202, n: 67, k: 785 },
  { m: 784, n: 200, k: 128, transposeA: true },
  { m: 201, n: 101, k: 403, transposeA: true, transposeB: true },
  { m: 50, n: 130, k: 90, transposeB: true },
];

const large: LargeProduct = { m: 2000, n: 98, k: 785 };

test('the products look for zeros, the large one instead of Strassen’s algorithm', () => {
  for (const { m, n, k, transposeB = false } of [...products, large]) {
    expect(planProduct(m, n, k, { transposeB, isFused: true }).skipsZeros).toBe(true);
  }
  const { m, n, k } = large;
  const attributes = { transposeA: false, transposeB: false, hasBias: false, activation: 'linear' } as const;
  expect(isWorthStrassen({ m, n, k, strides: { a: k, b: n, c: n }, ...attributes })).toBe(true);
});

/** Four fifths black, and black in all images at the first and the last pixels. */
function pictures(product: LargeProduct) {
  const operands = operandsOf(product, centred);
  const { shape, values } = images(operands.a.shape, 3);
  const width = product.transposeA ? product.m : product.k;
  const isMargin = (pixel: number) => pixel < 9 || pixel >= width - 9;
  return { a: { shape, values: values.map((value, i) => (isMargin(i % width) ? 0 : value)) }, b: operands.b };
}

/** The same with one column of b that is not finite: zeros count then, and none is left out. */
function spoiled(operands: ReturnType<typeof pictures>, { n, k, transposeB }: LargeProduct, value: number) {
  const values = operands.b.values.slice();
  for (let step = 0; step < k; step++) values[transposeB ? step : step * n] = step === 2 ? value : 1;
  return { ...operands, b: { ...operands.b, values } };
}

const column = (c: TypedArray, n: number, j: number) => c.filter((_, i) => i % n === j);

describe.each(await openWasmTeams())('zeros in a product on $name', ({ backend }) => {
  test.each(products)('change no bit: %o', async (product) => {
    const operands = pictures(product);
    const without = await multiply(backend as Backend, product, operands);
    const all = await multiply(backend as Backend, product, spoiled(operands, product, NaN));
    for (let j = 1; j < product.n; j++) {
      expect(column(without, product.n, j)).toEqual(column(all, product.n, j));
    }
  });

  test.each([Infinity, NaN])('times %d are NaN, as in the reference', async (value) => {
    for (const product of products) {
      const operands = spoiled(pictures(product), product, value);
      const [found, expected] = await Promise.all(
        [backend as Backend, referenceBackend()].map((on) => multiply(on, product, operands)),
      );
      // Pixel 2 of all images is black: zero times an infinity.
      if (!product.transposeA) expect(column(found, product.n, 0).every(Number.isNaN)).toBe(true);
      expect([...column(found, product.n, 0)].map(Number.isNaN)).toEqual(
        [...column(expected, product.n, 0)].map(Number.isNaN),
      );
    }
  });

  test('of a large product, too, change no bit of its rows', async () => {
    const operands = pictures(large);
    const whole = await multiply(backend as Backend, large, operands);
    const rows = 300;
    const part = { shape: [rows, large.k], values: operands.a.values.slice(0, rows * large.k) };
    const few = await multiply(backend as Backend, { ...large, m: rows }, { ...operands, a: part });
    expect(whole.subarray(0, rows * large.n)).toEqual(few);
  });
});
