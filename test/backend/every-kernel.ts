import type { KernelName } from '../../src/backend/kernels.js';
import { floats, integers, type Launch, type Output } from './parity.js';

const f = (...shape: number[]) => floats(shape, 1);
const out = (...shape: number[]): Output => ({ shape, dtype: 'float32' });
const image = { batch: 2, inHeight: 6, inWidth: 5, strideHeight: 1, strideWidth: 2, padTop: 1, padLeft: 1 };
const conv = {
  ...image,
  inChannels: 3,
  outChannels: 4,
  outHeight: 6,
  outWidth: 3,
  kernelHeight: 3,
  kernelWidth: 3,
  dilationHeight: 1,
  dilationWidth: 1,
};
const pool = { ...image, channels: 3, outHeight: 6, outWidth: 3, windowHeight: 3, windowWidth: 3 };
const rows = { rows: 4, columns: 7, labelSmoothing: 0.1 };
const channels = { rows: 6, channels: 5, epsilon: 1e-3 };
const seed = { seedLow: 1, seedHigh: 2, streamLow: 3, streamHigh: 4, step: 5 };
const ranges = {
  ...{ height: 6, width: 5, rotation: 0.1, zoomHeight: 0.2, zoomWidth: 0.1 },
  ...{ shiftHeight: 1.5, shiftWidth: 2 },
};
const products = { m: 5, n: 6, k: 7, transposeA: false, transposeB: true, batchStrideA: 35, batchStrideB: 0 } as const;

/** One launch of every kernel: a kernel without one does not compile. */
const launches: { readonly [K in KernelName]: Omit<Launch<K>, 'kernel'> } = {
  fill: { inputs: [], outputs: [out(5)], attributes: { value: 2 } },
  cast: { inputs: [f(5)], outputs: [{ shape: [5], dtype: 'int32' }], attributes: {} },
  unary: { inputs: [f(5)], outputs: [out(5)], attributes: { function: 'gelu' } },
  binary: { inputs: [f(2, 1), f(3)], outputs: [out(2, 3)], attributes: { function: 'pow' } },
  select: { inputs: [f(2, 1), f(3), f(1)], outputs: [out(2, 3)], attributes: {} },
  reduce: {
    inputs: [f(2, 3, 4)],
    outputs: [out(2, 4)],
    attributes: { function: 'mean', outer: 2, length: 3, inner: 4 },
  },
  argMax: {
    inputs: [f(2, 3)],
    outputs: [{ shape: [2], dtype: 'int32' }],
    attributes: { outer: 2, length: 3, inner: 1 },
  },
  copy: {
    inputs: [f(2, 3)],
    outputs: [out(3, 2)],
    attributes: { shape: [3, 2], inputOffset: 0, inputStrides: [1, 3], outputOffset: 0, outputStrides: [2, 1] },
  },
  gather: {
    inputs: [integers([4, 3], 1, 0, 256, 'uint8'), integers([2], 2, 0, 4)],
    outputs: [out(2, 3)],
    attributes: { outer: 1, length: 4, inner: 3, count: 2, scale: 1 / 255 },
  },
  scatterAdd: {
    inputs: [f(2, 3), integers([2], 2, 0, 4)],
    outputs: [out(4, 3)],
    attributes: { outer: 1, length: 4, inner: 3, count: 2 },
  },
  oneHot: { inputs: [integers([3], 1, 0, 4)], outputs: [out(3, 4)], attributes: { depth: 4, onValue: 1, offValue: 0 } },
  matmul: {
    inputs: [f(2, 5, 7), f(6, 7), f(6)],
    outputs: [out(2, 5, 6)],
    attributes: { ...products, batch: 2, activation: 'tanh' },
  },
  conv2d: {
    inputs: [f(2, 6, 5, 3), f(3, 3, 3, 4), null],
    outputs: [out(2, 6, 3, 4)],
    attributes: { ...conv, activation: 'relu' },
  },
  conv2dInputGradient: { inputs: [f(2, 6, 3, 4), f(3, 3, 3, 4)], outputs: [out(2, 6, 5, 3)], attributes: conv },
  conv2dKernelGradient: { inputs: [f(2, 6, 5, 3), f(2, 6, 3, 4)], outputs: [out(3, 3, 3, 4)], attributes: conv },
  maxPool2d: { inputs: [f(2, 6, 5, 3)], outputs: [out(2, 6, 3, 3)], attributes: pool },
  maxPool2dGradient: { inputs: [f(2, 6, 3, 3), f(2, 6, 5, 3)], outputs: [out(2, 6, 5, 3)], attributes: pool },
  averagePool2d: { inputs: [f(2, 6, 5, 3)], outputs: [out(2, 6, 3, 3)], attributes: pool },
  averagePool2dGradient: { inputs: [f(2, 6, 3, 3)], outputs: [out(2, 6, 5, 3)], attributes: pool },
  moments: { inputs: [f(6, 5)], outputs: [out(5), out(5)], attributes: channels },
  batchNormalize: { inputs: [f(6, 5), f(5), f(5), f(5), f(5)], outputs: [out(6, 5)], attributes: channels },
  batchNormGradient: {
    inputs: [f(6, 5), f(6, 5), f(5), f(5), f(5)],
    outputs: [out(6, 5), out(5), out(5)],
    attributes: channels,
  },
  softmax: { inputs: [f(4, 7)], outputs: [out(4, 7)], attributes: { rows: 4, columns: 7, logarithm: true } },
  softmaxCrossEntropy: { inputs: [f(4, 7), integers([4], 1, 0, 7)], outputs: [out(4)], attributes: rows },
  softmaxCrossEntropyGradient: { inputs: [f(4, 7), f(4, 7), f(4)], outputs: [out(4, 7)], attributes: rows },
  dropout: { inputs: [f(9)], outputs: [out(9)], attributes: { rate: 0.5, ...seed } },
  affineMaps: { inputs: [], outputs: [out(3, 6)], attributes: { ...ranges, ...seed, first: 4 } },
  resample: {
    inputs: [f(2, 6, 5, 3), f(2, 6)],
    outputs: [out(2, 6, 5, 3)],
    attributes: { batch: 2, height: 6, width: 5, channels: 3, repeatsEdge: true },
  },
  sgd: { inputs: [f(5)], outputs: [f(5), f(5)], attributes: { learningRate: 0.1, momentum: 0.9, nesterov: true } },
  adam: {
    inputs: [f(5)],
    outputs: [f(5), f(5), f(5)],
    attributes: { stepSize: 0.1, beta1: 0.9, beta2: 0.999, epsilon: 1e-7, decay: 0.01 },
  },
  nadam: {
    inputs: [f(5)],
    outputs: [f(5), f(5), f(5)],
    attributes: { learningRate: 0.1, beta1: 0.9, beta2: 0.999, epsilon: 1e-7, mScale: 1, gScale: 1, vScale: 1 },
  },
  rmsprop: { inputs: [f(5)], outputs: [f(5), f(5)], attributes: { learningRate: 0.1, rho: 0.9, epsilon: 1e-7 } },
  movingAverage: { inputs: [f(5)], outputs: [f(5)], attributes: { momentum: 0.99 } },
  countNonFinite: { inputs: [f(5)], outputs: [integers([1], 1, 0, 1)], attributes: {} },
  confusionMatrix: {
    inputs: [integers([5], 1, 0, 3), integers([5], 2, 0, 3)],
    outputs: [integers([3, 3], 3, 0, 1)],
    attributes: { classes: 3 },
  },
};

/** The kernels again, where their operands or sizes call for another shader. */
const furtherLaunches: readonly Launch<KernelName>[] = [
  { kernel: 'fill', inputs: [], outputs: [{ shape: [5], dtype: 'uint8' }], attributes: { value: 7 } },
  {
    kernel: 'unary',
    inputs: [integers([5], 1, -9, 9)],
    outputs: [{ shape: [5], dtype: 'int32' }],
    attributes: { function: 'square' },
  },
  {
    kernel: 'binary',
    inputs: [integers([5], 1, -9, 9), integers([1], 2, -9, 9)],
    outputs: [{ shape: [5], dtype: 'int32' }],
    attributes: { function: 'div' },
  },
  { kernel: 'binary', inputs: [f(5), f(5)], outputs: [out(5)], attributes: { function: 'less' } },
  { kernel: 'cast', inputs: [f(5)], outputs: [{ shape: [5], dtype: 'uint8' }], attributes: {} },
  { kernel: 'cast', inputs: [integers([5], 1, 0, 256, 'uint8')], outputs: [out(5)], attributes: {} },
  {
    kernel: 'reduce',
    inputs: [f(2, 300)],
    outputs: [out(2)],
    attributes: { function: 'max', outer: 2, length: 300, inner: 1 },
  },
  {
    kernel: 'argMax',
    inputs: [f(2, 300)],
    outputs: [{ shape: [2], dtype: 'int32' }],
    attributes: { outer: 2, length: 300, inner: 1 },
  },
  {
    kernel: 'copy',
    inputs: [integers([7], 1, 0, 256, 'uint8')],
    outputs: [{ shape: [7], dtype: 'uint8' }],
    attributes: { shape: [7], inputOffset: 6, inputStrides: [-1], outputOffset: 0, outputStrides: [1] },
  },
  {
    kernel: 'sgd',
    inputs: [f(5)],
    outputs: [f(5), null],
    attributes: { learningRate: 0.1, momentum: 0, nesterov: false },
  },
  {
    kernel: 'softmaxCrossEntropyGradient',
    inputs: [f(4, 70), integers([4], 1, 0, 70), f(4)],
    outputs: [out(4, 70)],
    attributes: { ...rows, columns: 70 },
  },
  // A square product, a deep one whose depth is shared out, and one that is wide enough for the largest tiles.
  ...[
    [40, 40, 30],
    [20, 24, 3000],
    [400, 390, 40],
  ].map(([m, n, k]): Launch<'matmul'> => ({
    kernel: 'matmul',
    inputs: [f(m, k), f(k, n), f(n)],
    outputs: [out(m, n)],
    attributes: { ...products, transposeB: false, batch: 1, m, n, k, activation: 'relu' },
  })),
  // About twelve channels on a side: matmul-narrow.
  {
    kernel: 'conv2d',
    inputs: [f(2, 6, 5, 3), f(3, 3, 3, 12), f(12)],
    outputs: [out(2, 6, 3, 12)],
    attributes: { ...conv, outChannels: 12, activation: 'linear' },
  },
];

/** Launches that together use every shader file: each kernel of the contract, and what depends on operands and sizes. */
export const everyKernel: readonly Launch<KernelName>[] = [
  ...(Object.keys(launches) as KernelName[]).map((kernel) => ({ kernel, ...launches[kernel] })),
  ...furtherLaunches,
];
