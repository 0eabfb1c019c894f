import { describe, expect, it } from 'vitest';
import type { FusedActivation } from '../../src/backend/kernels.js';
import { run } from '../../src/backend/run.js';
import type { DType, TypedArray } from '../../src/tensor/dtype.js';
import type { Tensor } from '../../src/tensor/tensor.js';
import { expectClose } from '../compare.js';
import { place, randomValues } from './reference-tensors.js';

interface Product {
  batch?: number;
  m: number;
  n: number;
  k: number;
  transposeA?: boolean;
  transposeB?: boolean;
  batchStrideA?: number;
  batchStrideB?: number;
  bias?: Tensor | null;
  activation?: FusedActivation;
  dtype?: DType;
}

function matmul(a: Tensor, b: Tensor, product: Product): Promise<TypedArray> {
  const { batch = 1, m, n, k, transposeA = false, transposeB = false, bias = null, activation = 'linear' } = product;
  const { batchStrideA = m * k, batchStrideB = k * n } = product;
  const attributes = { batch, m, n, k, transposeA, transposeB, batchStrideA, batchStrideB, activation };
  return run('matmul', [a, b, bias], [{ shape: [batch, m, n], dtype: a.dtype }], attributes)[0].data();
}

/** c[i, j] = sum over l of a[i, l] b[l, j], as it is written. */
function byDefinition(a: ArrayLike<number>, b: ArrayLike<number>, m: number, n: number, k: number): Float64Array {
  const c = new Float64Array(m * n);
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      for (let l = 0; l < k; l++) c[i * n + j] += a[i * k + l] * b[l * n + j];
    }
  }
  return c;
}

function transpose(values: Float64Array, rows: number, columns: number): Float64Array {
  return values.map((_, i) => values[(i % rows) * columns + Math.floor(i / rows)]);
}

describe('matmul', () => {
  // By hand: rows of a times columns of b.
  const [a, b] = [place([1, 2, 3, 4, 5, 6], [2, 3]), place([1, 0, 2, -1, 0, 1], [3, 2])];
  const size = { m: 2, n: 2, k: 3 };

  it('multiplies rows by columns', async () => {
    expectClose(await matmul(a, b, size), [5, 1, 14, 1]);
  });

  it.each<[FusedActivation, number[]]>([
    ['linear', [-5, 1.5, 4, 1.5]],
    ['relu', [0, 1.5, 4, 1.5]],
    ['sigmoid', [-5, 1.5, 4, 1.5].map((x) => 1 / (1 + Math.exp(-x)))],
    ['tanh', [-5, 1.5, 4, 1.5].map(Math.tanh)],
  ])('adds the bias to each row, then applies %s', async (activation, expected) => {
    expectClose(await matmul(a, b, { ...size, bias: place([-10, 0.5]), activation }), expected);
  });

  // On both sides of a tile (4), of a block of rows or columns (128) and of a block of depth (256).
  it.each([
    [1, 1, 1],
    [3, 5, 2],
    [4, 4, 4],
    [5, 3, 257],
    [127, 1, 9],
    [128, 2, 255],
    [129, 7, 256],
    [2, 127, 3],
    [6, 128, 5],
    [7, 131, 130],
    [130, 129, 31],
  ])('agrees with three plain loops for %d x %d x %d, whichever side is transposed', async (m, n, k) => {
    const [left, right] = [randomValues('a', m * k), randomValues('b', k * n)];
    const expected = byDefinition(left, right, m, n, k);
    const [a, b] = [place(left), place(right)];
    const [aTransposed, bTransposed] = [place(transpose(left, m, k)), place(transpose(right, k, n))];
    const tolerance = { relative: 1e-13 };
    expectClose(await matmul(a, b, { m, n, k }), expected, { ...tolerance, what: 'a b' });
    const transposeA = true;
    const transposeB = true;
    expectClose(await matmul(aTransposed, b, { m, n, k, transposeA }), expected, { ...tolerance, what: "a' b" });
    expectClose(await matmul(a, bTransposed, { m, n, k, transposeB }), expected, { ...tolerance, what: "a b'" });
    expectClose(await matmul(aTransposed, bTransposed, { m, n, k, transposeA, transposeB }), expected, {
      ...tolerance,
      what: "a' b'",
    });
  });

  it('multiplies one pair of matrices after the other, and with batch stride 0 the same one again', async () => {
    const [m, n, k, batch] = [3, 2, 4, 3];
    const [left, right] = [randomValues('a', batch * m * k), randomValues('b', batch * k * n)];
    const pairs = [0, 1, 2].flatMap((p) => [
      ...byDefinition(left.subarray(p * m * k), right.subarray(p * k * n), m, n, k),
    ]);
    expectClose(await matmul(place(left), place(right), { batch, m, n, k }), pairs, { relative: 1e-15 });

    const shared = [0, 1, 2].flatMap((p) => [...byDefinition(left.subarray(p * m * k), right, m, n, k)]);
    const product = { batch, m, n, k, batchStrideB: 0 };
    expectClose(await matmul(place(left), place(right.slice(0, k * n)), product), shared, { relative: 1e-15 });
  });

  it('rounds a float32 product only once, however long the sum', async () => {
    const [m, n, k] = [3, 2, 1000];
    const [left, right] = [randomValues('a', m * k).map(Math.fround), randomValues('b', k * n).map(Math.fround)];
    const product = await matmul(place(left, [m, k], 'float32'), place(right, [k, n], 'float32'), { m, n, k });
    expectClose(product, byDefinition(left, right, m, n, k).map(Math.fround));
  });

  it('a sum over nothing is the bias', async () => {
    const nothing = place([], [0]);
    expectClose(await matmul(nothing, nothing, { m: 2, n: 2, k: 0, bias: place([1, 2]) }), [1, 2, 1, 2]);
  });

  it('keeps a NaN in its own row and column, also in the last, incomplete tile', async () => {
    const [m, n, k] = [5, 5, 3];
    const left = new Float64Array(m * k).fill(1);
    left[4 * k] = NaN;
    const c = await matmul(place(left), place(new Float64Array(k * n).fill(1)), { m, n, k });
    expect(Array.from(c, Number.isNaN)).toEqual(Array.from({ length: 25 }, (_, i) => i >= 20));
  });
});
