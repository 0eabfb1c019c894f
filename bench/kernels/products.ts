import type { KernelAttributes } from '../../src/backend/kernels.js';
import { floats, kernelCase, type SizedLaunch } from './kernel-case.js';

/** Sides of a product: m x k times k x n. */
export interface Product {
  readonly m: number;
  readonly n: number;
  readonly k: number;
}

/** A square product. */
export const square = (side: number): Product => ({ m: side, n: side, k: side });
const squares = [32, 128, 256, 512, 1024].map(square);
const transposedSquares = [128, 512].map(square);

/** Products of the networks in workloads.ts: the first layers of W1 and W6, the second of W3. */
const layers: readonly Product[] = [
  { m: 128, n: 128, k: 784 },
  { m: 256, n: 300, k: 600 },
  { m: 10_000, n: 200, k: 784 },
];

export const matmulCases = [
  kernelCase('matmul', 'matmul', '', squares, (size) => product(size)),
  kernelCase('matmul', 'matmul', 'a transposed', transposedSquares, (size) => product(size, { transposeA: true })),
  kernelCase('matmul', 'matmul', 'b transposed', transposedSquares, (size) => product(size, { transposeB: true })),
  kernelCase('matmul', 'matmul', 'bias and relu', layers, (size) => product(size, { activation: 'relu' })),
];

/** A product as a launch. */
export function product({ m, n, k }: Product, given: Partial<KernelAttributes<'matmul'>> = {}): SizedLaunch<'matmul'> {
  const attributes: KernelAttributes<'matmul'> = {
    batch: 1,
    m,
    n,
    k,
    transposeA: false,
    transposeB: false,
    batchStrideA: 0,
    batchStrideB: 0,
    activation: 'linear',
    ...given,
  };
  return {
    size: `${m} x ${k} x ${n}`,
    scale: Math.round(Math.cbrt(m * n * k)),
    inputs: [
      attributes.transposeA ? floats(k, m) : floats(m, k),
      attributes.transposeB ? floats(n, k) : floats(k, n),
      attributes.activation === 'linear' ? null : floats(n),
    ],
    outputs: [floats(m, n)],
    attributes,
    flops: 2 * m * n * k,
  };
}
