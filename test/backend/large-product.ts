import { expect } from 'vitest';
import type { Backend } from '../../src/backend/backend.js';
import type { FusedActivation } from '../../src/backend/kernels.js';
import type { TypedArray } from '../../src/tensor/dtype.js';
import { sizeOf } from '../../src/tensor/shape.js';
import { run, type Values } from './parity.js';

// Products too large for the reference: what they are made of, and how to see that they are right.

/** c [m, n] = op(a) op(b), k deep. */
export interface LargeProduct {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
}

/** Values of a shape, the same for the same seed. */
export type Fill = (shape: readonly number[], seed: number) => Values;
export const wholeNumbers: Fill = (shape, seed) => filled(shape, seed, (x) => Math.floor(7 * x) - 3);
export const centred: Fill = (shape, seed) => filled(shape, seed, (x) => 2 * x - 1);
export const positive: Fill = (shape, seed) => filled(shape, seed, (x) => x);
export const images: Fill = (shape, seed) => filled(shape, seed, (x) => Math.max(0, 5 * x - 4));

/** Functions of numbers in [0, 1), the same for the same seed; millions of them, so from a linear congruential generator. */
function filled(shape: readonly number[], seed: number, valueOf: (x: number) => number): Values {
  let state = seed;
  const next = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
  return { shape, values: new Float32Array(sizeOf(shape)).map(() => valueOf(next())) };
}

export function operandsOf({ m, n, k, transposeA, transposeB }: LargeProduct, fill: Fill = wholeNumbers) {
  return { a: fill(transposeA ? [k, m] : [m, k], 1), b: fill(transposeB ? [n, k] : [k, n], 2) };
}

export async function multiply(
  backend: Backend,
  { m, n, k, transposeA = false, transposeB = false }: LargeProduct,
  { a, b, bias = null }: { a: Values; b: Values; bias?: Values | null },
  activation: FusedActivation = 'linear',
): Promise<TypedArray> {
  const [c] = await run(backend, {
    kernel: 'matmul',
    inputs: [a, b, bias],
    outputs: [{ shape: [m, n], dtype: 'float32' }],
    attributes: { batch: 1, m, n, k, transposeA, transposeB, batchStrideA: 0, batchStrideB: 0, activation },
  });
  return c;
}

/** The matrix times a vector. */
function apply(matrix: TypedArray, x: Float64Array, rows: number, isTransposed = false): Float64Array {
  const y = new Float64Array(rows);
  const columns = x.length;
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) y[i] += matrix[isTransposed ? j * rows + i : i * columns + j] * x[j];
  }
  return y;
}

/**
 * Multiplies whole numbers, small enough for sums to be exact in any order, and returns the product, if it is one: c x = a (b x) for a random
 * x if c = a b (Freivalds), and hardly otherwise.
 */
export async function expectExact(backend: Backend, product: LargeProduct): Promise<TypedArray> {
  const { m, n, k, transposeA, transposeB } = product;
  const { a, b } = operandsOf(product);
  const c = await multiply(backend, product, { a, b });
  const x = Float64Array.from(wholeNumbers([n], 3).values);
  expect(apply(c, x, m)).toEqual(apply(a.values, apply(b.values, x, k, transposeB), m, transposeA));
  return c;
}
