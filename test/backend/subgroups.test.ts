import { expect, it } from 'vitest';
import type { KernelName } from '../../src/backend/kernels.js';
import { matmulKernels } from '../../src/backend/webgpu/kernels/matmul.js';
import { createWebGpuBackend } from '../../src/backend/webgpu/webgpu-backend.js';
import { describeOn, openWebGpu } from './adapter.js';
import { expectParity, floats, integers, run, type Launch } from './parity.js';

const available = await openWebGpu();
const without = await openWebGpu({ limits: 'default' });

/** On both sides of where a row gets one more lane: rows of one lane, of fewer and of more than a subgroup has. */
const lengths = [1, 16, 17, 33, 257, 1025, 5000];

const reduction = (
  length: number,
  f: 'sum' | 'max' | 'min',
  x = floats([5, length], length, -8, 8),
): Launch<'reduce'> => ({
  kernel: 'reduce',
  inputs: [x],
  outputs: [{ shape: [5], dtype: x.values instanceof Int32Array ? 'int32' : 'float32' }],
  attributes: { function: f, outer: 5, length, inner: 1 },
});

const crossEntropy = (columns: number): Launch<'softmaxCrossEntropyGradient'> => ({
  kernel: 'softmaxCrossEntropyGradient',
  inputs: [floats([5, columns], columns, -6, 6), floats([5, columns], 4, 0, 1), floats([5], 5)],
  outputs: [{ shape: [5, columns], dtype: 'float32' }],
  attributes: { rows: 5, columns, labelSmoothing: 0.1 },
});

const softmax = (columns: number): Launch<'softmax'> => ({
  kernel: 'softmax',
  inputs: [floats([5, columns], columns, -8, 8)],
  outputs: [{ shape: [5, columns], dtype: 'float32' }],
  attributes: { rows: 5, columns, logarithm: false },
});

const product = (m: number, n: number, k: number, transposes = '', batch = 1): Launch<'matmul'> => {
  const [transposeA, transposeB] = [transposes.includes('a'), transposes.includes('b')];
  return {
    kernel: 'matmul',
    inputs: [floats([batch, m, k], 1), floats([batch, k, n], 2), floats([n], 3)],
    outputs: [{ shape: [batch, m, n], dtype: 'float32' }],
    attributes: {
      ...{ batch, m, n, k, transposeA, transposeB, batchStrideA: m * k, batchStrideB: k * n },
      activation: 'relu',
    },
  };
};

const withSubgroups = available.backend && available.backend.launcher.limits.subgroupSize > 1;
const here = withSubgroups
  ? available
  : { ...available, backend: null, why: 'the adapter has no subgroups of one size' };

describeOn(here, 'with subgroups', (backend) => {
  it.each(lengths)('rows of %i give the bits that they give without', async (length) => {
    const launches: Launch<KernelName>[] = [
      reduction(length, 'sum'),
      reduction(length, 'max'),
      reduction(length, 'min'),
      reduction(length, 'sum', integers([5, length], 3, -1e6, 1e6)),
      softmax(length),
      crossEntropy(length),
    ];
    for (const launch of launches) {
      await expectParity(backend, launch);
      expect(await run(backend, launch), launch.kernel).toEqual(await run(without.backend!, launch));
    }
  });

  it.each([1, 8])(
    'a thin product whose lanes are one subgroup agrees with the reference, %i rows at once',
    async (rowLanes) => {
      const { launcher } = backend;
      const depthLanes = launcher.limits.subgroupSize;
      const choose = () => ({ kind: 'thin', rowLanes, depthLanes, parts: 1, partDepth: 200 }) as never;
      const kernels = { ...backend.kernels, ...matmulKernels({ ...launcher, choose }) };
      for (const [m, n] of [
        [130, 10],
        [3, 7],
      ]) {
        await expectParity({ ...backend, kernels }, product(m, n, 200));
      }
    },
  );
});

const hasFourLanes = available.backend?.launcher.limits.subgroupSize === 4;
const ofFour = hasFourLanes
  ? available
  : { ...available, backend: null, why: "the adapter's subgroups are not of four" };

describeOn(ofFour, 'with subgroups of four', (backend) => {
  it.each([
    ['to the edges of its blocks', product(64, 96, 40), 1],
    ['with its depth in parts', product(61, 45, 400, 'b', 2), 3],
    ['with a last part that is shorter', product(20, 33, 28, 'ab', 3), 2],
    ['of a transposed matrix', product(17, 31, 128, 'a'), 1],
  ] as const)('a product %s has the bits that it has without', async (_, launch, parts) => {
    const { launcher } = backend;
    const partDepth = 4 * Math.ceil(launch.attributes.k / 4 / parts);
    const bits = async (variant: object) => {
      const choose = () => ({ ...variant, parts, partDepth }) as never;
      const kernels = { ...backend.kernels, ...matmulKernels({ ...launcher, choose }) };
      await expectParity({ ...backend, kernels }, launch);
      return run({ ...backend, kernels }, launch);
    };
    expect(await bits({ kind: 'broadcast' })).toEqual(await bits({ kind: 'direct', threads: 16 }));
  });
});

describeOn(available, 'subgroups', () => {
  it.each([
    ['of more than one size', { subgroupMinSize: 2, subgroupMaxSize: 64 }],
    ['of another size than they say', { subgroupMinSize: 512, subgroupMaxSize: 512 }],
    ['of no size', {}],
  ])('%s are not used', async (_, sizes) => {
    const gpu = await gpuWith(sizes);
    const backend = await createWebGpuBackend({ gpu });
    expect(backend.launcher.limits.subgroupSize).toBe(1);
    backend.destroy();
  });
});

/** The same adapter, which says something else of its subgroups. */
async function gpuWith(sizes: object): Promise<GPU> {
  const { findGpu } = await import('../../src/backend/webgpu/adapter.js');
  const gpu = await findGpu();
  return {
    async requestAdapter(options: GPURequestAdapterOptions) {
      const adapter = (await gpu.requestAdapter(options))!;
      const { vendor, architecture, device, description, isFallbackAdapter } = adapter.info;
      return {
        info: { vendor, architecture, device, description, isFallbackAdapter, ...sizes },
        limits: adapter.limits,
        features: adapter.features,
        requestDevice: adapter.requestDevice.bind(adapter),
        // Node's WebGPU ends with this object.
        gpu,
      };
    },
  } as unknown as GPU;
}
