import { activationCode, type GpuJsKernel, type KernelThread } from '../gpujs-kernel.js';

/** Terms that are added up on their own before they join the sum, so that rounding errors of long sums stay small. */
const BLOCK = 64;

interface Constants {
  readonly batchStrideA: number;
  readonly rowStrideA: number;
  readonly depthStrideA: number;
  readonly batchStrideB: number;
  readonly columnStrideB: number;
  readonly depthStrideB: number;
  readonly block: number;
  readonly blocks: number;
  /** How much of the depth is left after whole blocks, and where it begins. */
  readonly rest: number;
  readonly restAt: number;
  readonly activation: number;
}

/**
 * Matrix product  c[p, i, j] = activation(sum over l of op(a[p])[i, l] * op(b[p])[l, j] + bias[j]), op = transpose or nothing.
 *
 * Element (i, l) of op(a[p]) lies at p * batchStrideA + i * rowStrideA + l * depthStrideA, b's likewise; bias: [n].
 * One thread per element of c: x = j, y = i, z = p. (tanh's argument is cut to where its value is 1 in float32: some drivers'
 * tanh overflows inside.)
 */
function product(this: KernelThread<Constants>, a: number[], b: number[], bias: number[]): number {
  const aAt = this.thread.z * this.constants.batchStrideA + this.thread.y * this.constants.rowStrideA;
  const bAt = this.thread.z * this.constants.batchStrideB + this.thread.x * this.constants.columnStrideB;
  let sum = 0;
  for (let t = 0; t < this.constants.blocks; t++) {
    let part = 0;
    for (let s = 0; s < this.constants.block; s++) {
      const l = t * this.constants.block + s;
      part += a[aAt + l * this.constants.depthStrideA] * b[bAt + l * this.constants.depthStrideB];
    }
    sum += part;
  }
  let last = 0;
  for (let s = 0; s < this.constants.rest; s++) {
    const l = this.constants.restAt + s;
    last += a[aAt + l * this.constants.depthStrideA] * b[bAt + l * this.constants.depthStrideB];
  }
  let y = sum + last + bias[this.thread.x];
  if (this.constants.activation === 1) {
    y = Math.max(y, 0);
  }
  if (this.constants.activation === 2) {
    y = 1 / (1 + Math.exp(-y));
  }
  if (this.constants.activation === 3) {
    y = Math.tanh(Math.min(Math.max(y, -15), 15));
  }
  return y;
}

/** `matmul` of the contract. */
export const matmul: GpuJsKernel<'matmul'> = {
  element: product,
  constants: ({ m, n, k, transposeA, transposeB, batchStrideA, batchStrideB, activation }) => ({
    batchStrideA,
    rowStrideA: transposeA ? 1 : k,
    depthStrideA: transposeA ? m : 1,
    batchStrideB,
    columnStrideB: transposeB ? k : 1,
    depthStrideB: transposeB ? 1 : n,
    block: BLOCK,
    blocks: Math.floor(k / BLOCK),
    rest: k % BLOCK,
    restAt: k - (k % BLOCK),
    activation: activationCode(activation),
  }),
  inputs: ({ batch, m, n, k, batchStrideA, batchStrideB }) => [
    [(batch - 1) * batchStrideA + m * k],
    [(batch - 1) * batchStrideB + k * n],
    [n],
  ],
  threads: ({ batch, m, n }) => [n, m, batch],
};
