import { afterAll, describe, expect, it } from 'vitest';
import type { KernelAttributes, KernelName } from '../../src/backend/kernels.js';
import { watchFaults } from '../../src/backend/webgpu/faults.js';
import { nodeGpu } from '../../src/backend/webgpu/node-adapter.js';
import { createWebGpuBackend, type WebGpuBackend } from '../../src/backend/webgpu/webgpu-backend.js';
import { wgsl } from '../../src/backend/webgpu/wgsl.generated.js';
import { HandgradError } from '../../src/tensor/error.js';
import { describeOn, openWebGpu } from './adapter.js';
import { floats, integers, run, type Launch, type Output } from './parity.js';

/** The device of Dawn that checks everything and computes nothing; needs no driver beyond Dawn itself. */
async function openNullDevice(): Promise<WebGpuBackend | string> {
  try {
    const backend = await createWebGpuBackend({ gpu: await nodeGpu(['backend=null']) });
    afterAll(() => backend.destroy());
    return backend;
  } catch (error) {
    if (error instanceof HandgradError) return error.message;
    throw error;
  }
}

const nullDevice = await openNullDevice();
const available = await openWebGpu();

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
const products = { m: 5, n: 6, k: 7, transposeA: false, transposeB: true, batchStrideA: 35, batchStrideB: 0 } as const;

/** One launch of every kernel: a kernel without one does not compile. */
const launches: {
  readonly [K in KernelName]: Omit<Launch<K>, 'kernel' | 'attributes'> & { attributes: KernelAttributes<K> };
} = {
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

const isMissing = typeof nullDevice === 'string';
describe.skipIf(isMissing)(`Dawn's validating device${isMissing ? ` (skipped: ${nullDevice})` : ''}`, () => {
  it.each(Object.keys(launches) as KernelName[])('accepts the shader and the launch of %s', async (kernel) => {
    await run(nullDevice as WebGpuBackend, { kernel, ...launches[kernel] });
  });

  it('names the file and line of a shader that does not compile', async () => {
    const backend = nullDevice as WebGpuBackend;
    const [x, y] = [4, 4].map((size) => ({
      buffer: backend.allocate('float32', size),
      shape: [size],
      dtype: 'float32' as const,
    }));
    // Its constants are left out.
    backend.launcher.launch({ kernel: 'one-hot', reads: [x], writes: [y], dispatch: [1, 1, 1] });
    await expect(backend.finish()).rejects.toThrow(/^webgpu: .*kernels\/one-hot\.wgsl:\d+/);
  });

  it('refuses a tensor larger than the device allows, with both sizes', () => {
    expect(() => (nullDevice as WebGpuBackend).allocate('float32', 2 ** 40)).toThrow(
      /^webgpu: a tensor of 1099511627776 float32 elements takes 4398046511104 bytes, the device allows \d+ in one buffer; use a smaller batch/,
    );
  });
});

describe('the shader files', () => {
  it.each(Object.entries(wgsl))('%s opens with what it computes', (_, source) => {
    expect(
      source
        .split('\n')
        .slice(0, 1)
        .every((line) => line.startsWith('//')),
    ).toBe(true);
  });
});

describe('a machine without a GPU', () => {
  it('is told so in one line that says what to do', async () => {
    const gpu = { requestAdapter: async () => null } as unknown as GPU;
    await expect(createWebGpuBackend({ gpu })).rejects.toThrow(
      /^webgpu: no adapter found .*; install your GPU's driver, or use --backend reference$/,
    );
  });

  it('an adapter that gives no device is named, with the reason', async () => {
    const adapter = {
      info: { vendor: 'acme', architecture: 'one', description: '', device: '', isFallbackAdapter: false },
      limits: {},
      requestDevice: async () => Promise.reject(new Error('too many devices')),
    };
    const gpu = { requestAdapter: async () => adapter } as unknown as GPU;
    await expect(createWebGpuBackend({ gpu })).rejects.toThrow(
      'webgpu: acme one gave no device (too many devices); update its driver, or use --backend reference',
    );
  });
});

describe('faults of a device', () => {
  /** A device that reports one error in the scope of that kind. */
  function failing(kind: GPUErrorFilter, message: string): GPUDevice {
    const scopes: GPUErrorFilter[] = [];
    return {
      lost: new Promise(() => undefined),
      pushErrorScope: (filter: GPUErrorFilter) => scopes.push(filter),
      popErrorScope: async () => (scopes.pop() === kind ? { message } : null),
    } as unknown as GPUDevice;
  }

  it.each([
    ['out-of-memory', 'webgpu: the GPU is out of memory (no room); use a smaller batch, or --backend reference'],
    ['internal', "webgpu: the driver failed (no room); update the GPU's driver, or use --backend reference"],
    ['validation', 'webgpu: the device refused a command (no room); this is a fault of handgrad, please report it'],
  ] as const)('%s is one line that says what to do', async (kind, expected) => {
    await expect(watchFaults(failing(kind, ' no\n  room ')).throwIfAny()).rejects.toThrow(new HandgradError(expected));
  });

  it('the loss of the device is thrown by every later call', async () => {
    const lost = Promise.resolve({ reason: 'unknown', message: 'driver crashed' });
    const device = { lost, pushErrorScope: () => undefined, popErrorScope: async () => null } as unknown as GPUDevice;
    const faults = watchFaults(device);
    await lost;
    const expected = 'webgpu: the device was lost (unknown: driver crashed); start again, or use --backend reference';
    expect(() => faults.throwIfLost()).toThrow(expected);
    await expect(faults.throwIfAny()).rejects.toThrow(expected);
  });
});

describeOn(available, 'a backend whose device was destroyed', () => {
  it('says so at the next call', async () => {
    const backend = await createWebGpuBackend();
    backend.destroy();
    expect(() => backend.allocate('float32', 4)).toThrow('webgpu: the device was destroyed; create the backend again');
  });
});
