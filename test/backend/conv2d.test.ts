import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Backend } from '../../src/backend/backend.js';
import type { Conv2dGeometry, FusedActivation } from '../../src/backend/kernels.js';
import { chooseConv2dVariant } from '../../src/backend/webgpu/kernels/matmul-variant.js';
import { expectClose } from '../compare.js';
import { describeOn, openGpuJs, openWasmTeams, openWebGpu, type Available } from './adapter.js';
import { expectParity, factors, floats, run, type Launch } from './parity.js';

/** One axis of a convolution; padding before and after. */
interface Axis {
  readonly size: number;
  readonly kernel: number;
  readonly stride?: number;
  readonly dilation?: number;
  readonly before?: number;
  readonly after?: number;
}

interface Channels {
  readonly batch: number;
  readonly inChannels: number;
  readonly outChannels: number;
}

function outputSize({ size, kernel, stride = 1, dilation = 1, before = 0, after = 0 }: Axis): number {
  return Math.floor((size + before + after - (kernel - 1) * dilation - 1) / stride) + 1;
}

function geometry(channels: Channels, height: Axis, width: Axis): Conv2dGeometry {
  return {
    ...channels,
    inHeight: height.size,
    inWidth: width.size,
    outHeight: outputSize(height),
    outWidth: outputSize(width),
    kernelHeight: height.kernel,
    kernelWidth: width.kernel,
    strideHeight: height.stride ?? 1,
    strideWidth: width.stride ?? 1,
    dilationHeight: height.dilation ?? 1,
    dilationWidth: width.dilation ?? 1,
    padTop: height.before ?? 0,
    padLeft: width.before ?? 0,
  };
}

function shapes(g: Conv2dGeometry) {
  return {
    x: [g.batch, g.inHeight, g.inWidth, g.inChannels],
    w: [g.kernelHeight, g.kernelWidth, g.inChannels, g.outChannels],
    y: [g.batch, g.outHeight, g.outWidth, g.outChannels],
  };
}

async function expectForward(backend: Backend, g: Conv2dGeometry, activation: FusedActivation | null): Promise<void> {
  const { x, w, y } = shapes(g);
  const launch: Launch<'conv2d'> = {
    kernel: 'conv2d',
    inputs: [
      floats(x, 1),
      factors(w, 2, g.kernelHeight * g.kernelWidth * g.inChannels),
      activation ? floats([g.outChannels], 3) : null,
    ],
    outputs: [{ shape: y, dtype: 'float32' }],
    attributes: { ...g, activation: activation ?? 'linear' },
  };
  await expectParity(backend, launch, { absolute: 1e-5 });
}

async function expectGradients(backend: Backend, g: Conv2dGeometry): Promise<void> {
  const { x, w, y } = shapes(g);
  const toInput: Launch<'conv2dInputGradient'> = {
    kernel: 'conv2dInputGradient',
    inputs: [floats(y, 4), factors(w, 2, g.kernelHeight * g.kernelWidth * g.outChannels)],
    outputs: [{ shape: x, dtype: 'float32' }],
    attributes: g,
  };
  await expectParity(backend, toInput, { absolute: 1e-5 });
  const toKernel: Launch<'conv2dKernelGradient'> = {
    kernel: 'conv2dKernelGradient',
    inputs: [floats(x, 1), factors(y, 4, g.batch * g.outHeight * g.outWidth)],
    outputs: [{ shape: w, dtype: 'float32' }],
    attributes: g,
  };
  await expectParity(backend, toKernel, { absolute: 1e-5 });
}

const few = { batch: 2, inChannels: 3, outChannels: 5 };

const convolutions: readonly (readonly [name: string, Conv2dGeometry])[] = [
  [
    'the first layer of a digit network',
    geometry({ batch: 9, inChannels: 1, outChannels: 12 }, { size: 28, kernel: 5 }, { size: 28, kernel: 5 }),
  ],
  [
    'its second layer',
    geometry({ batch: 5, inChannels: 12, outChannels: 23 }, { size: 12, kernel: 4 }, { size: 12, kernel: 4 }),
  ],
  [
    'a 1 x 1 kernel',
    geometry({ batch: 3, inChannels: 17, outChannels: 70 }, { size: 9, kernel: 1 }, { size: 7, kernel: 1 }),
  ],
  ['stride 2', geometry(few, { size: 12, kernel: 3, stride: 2 }, { size: 13, kernel: 3, stride: 2 })],
  [
    'a stride of 3 by 1 that leaves pixels unread',
    geometry(few, { size: 12, kernel: 2, stride: 3 }, { size: 6, kernel: 2 }),
  ],
  ['dilation 2', geometry(few, { size: 11, kernel: 3, dilation: 2 }, { size: 12, kernel: 3, dilation: 2 })],
  [
    'dilation 2 by 3, stride 2 by 3 and padding at once',
    geometry(
      few,
      { size: 13, kernel: 3, dilation: 2, stride: 2, before: 2, after: 1 },
      { size: 17, kernel: 2, dilation: 3, stride: 3, before: 1, after: 3 },
    ),
  ],
  [
    '`same` padding of an odd kernel',
    geometry(few, { size: 10, kernel: 5, before: 2, after: 2 }, { size: 9, kernel: 3, before: 1, after: 1 }),
  ],
  [
    '`same` padding of an even kernel: more below and right',
    geometry(few, { size: 10, kernel: 4, before: 1, after: 2 }, { size: 9, kernel: 2, before: 0, after: 1 }),
  ],
  [
    '`same` padding with stride 2: none above, one below',
    geometry(
      few,
      { size: 8, kernel: 3, stride: 2, before: 0, after: 1 },
      { size: 8, kernel: 3, stride: 2, before: 0, after: 1 },
    ),
  ],
  [
    'padding that differs on all sides',
    geometry(few, { size: 7, kernel: 3, before: 0, after: 2 }, { size: 6, kernel: 3, before: 3, after: 1 }),
  ],
  [
    'a kernel larger than the image',
    geometry(few, { size: 3, kernel: 5, before: 2, after: 2 }, { size: 2, kernel: 4, before: 1, after: 2 }),
  ],
  [
    'a single pixel of output',
    geometry({ batch: 1, inChannels: 2, outChannels: 3 }, { size: 4, kernel: 4 }, { size: 5, kernel: 5 }),
  ],
  [
    'few pixels and many channels',
    geometry(
      { batch: 1, inChannels: 130, outChannels: 66 },
      { size: 4, kernel: 3, before: 1, after: 1 },
      { size: 4, kernel: 3, before: 1, after: 1 },
    ),
  ],
];

describe('the choice of a convolution variant', () => {
  const limits = {
    invocationsPerWorkgroup: 256,
    workgroupStorageBytes: 16_384,
    workgroupsPerDimension: 65_535,
    storageBuffers: 8,
    subgroupSize: 1,
    isSoftware: false,
  };

  test.each([
    [12, 'narrow'],
    [23, 'narrow'],
    [8, 'tiled'],
    [16, 'tiled'],
    [32, 'tiled'],
    [64, 'tiled'],
  ])('%i channels are computed by the %s kernel', (channels, kind) => {
    expect(chooseConv2dVariant(10_000, channels, 100, limits).kind).toBe(kind);
  });

  test('the gradient of a small kernel over many pixels is split into parts that cover them', () => {
    const { parts, partDepth } = chooseConv2dVariant(25, 12, 73_728, limits);
    expect(parts).toBeGreaterThan(90);
    expect(parts * partDepth).toBeGreaterThanOrEqual(73_728);
    expect((parts - 1) * partDepth).toBeLessThan(73_728);
  });
});

const webgpu = await openWebGpu();
const wasm = await openWasmTeams();
const gpuJs = await openGpuJs();
const places: readonly (readonly [where: string, Available<Backend>])[] = [
  ...[webgpu, ...wasm, ...gpuJs].map((available) => [` on ${available.name}`, available] as const),
  [' on a device of 256 invocations and 16 KiB', await openWebGpu({ limits: 'default' })],
];

for (const [where, available] of places) {
  describeOn(available, `conv2d and its gradients agree with the reference${where}`, (backend) => {
    test.each(convolutions)('%s', async (_, g) => {
      await expectForward(backend, g, 'relu');
      await expectForward(backend, g, null);
      await expectGradients(backend, g);
    });
  });
}

for (const available of [webgpu, ...wasm, ...gpuJs]) {
  describeOn<Backend>(available, `conv2d on ${available.name}`, (backend) => {
    test.each(['linear', 'relu', 'sigmoid', 'tanh'] as const)('adds the bias and applies %s', async (activation) => {
      await expectForward(backend, geometry(few, { size: 6, kernel: 3 }, { size: 7, kernel: 3 }), activation);
      // Few outputs of many terms: here it is the launch after the convolution that does it.
      const deep = { batch: 1, inChannels: 100, outChannels: 10 };
      await expectForward(backend, geometry(deep, { size: 4, kernel: 3 }, { size: 4, kernel: 3 }), activation);
    });

    test('agrees with the reference for random geometries', async () => {
      const axis = fc.record({
        size: fc.integer({ min: 1, max: 14 }),
        kernel: fc.integer({ min: 1, max: 5 }),
        stride: fc.integer({ min: 1, max: 3 }),
        dilation: fc.integer({ min: 1, max: 3 }),
        before: fc.integer({ min: 0, max: 3 }),
        after: fc.integer({ min: 0, max: 3 }),
      });
      const fitting = axis.filter((a) => outputSize(a) >= 1);
      const channels = fc.record({
        batch: fc.integer({ min: 1, max: 4 }),
        inChannels: fc.integer({ min: 1, max: 25 }),
        outChannels: fc.integer({ min: 1, max: 40 }),
      });
      await fc.assert(
        fc.asyncProperty(channels, fitting, fitting, async (c, height, width) => {
          const g = geometry(c, height, width);
          await expectForward(backend, g, 'tanh');
          await expectGradients(backend, g);
        }),
        // A run that fails prints its seed; shrinking would compile shaders for every smaller geometry.
        { numRuns: 12, endOnFailure: true },
      );
    });

    test("the kernel's gradient over no images is zero", async () => {
      const g = geometry({ batch: 0, inChannels: 3, outChannels: 12 }, { size: 6, kernel: 3 }, { size: 6, kernel: 3 });
      await expectGradients(backend, g);
    });

    test("gives the kernel's gradient with the same bits each time, though many workgroups share the sums", async () => {
      const g = geometry(
        { batch: 16, inChannels: 1, outChannels: 12 },
        { size: 20, kernel: 5 },
        { size: 20, kernel: 5 },
      );
      const { x, w, y } = shapes(g);
      const launch = {
        kernel: 'conv2dKernelGradient',
        inputs: [floats(x, 1), floats(y, 2)],
        outputs: [{ shape: w, dtype: 'float32' }],
        attributes: g,
      } as const;
      const [first] = await run(backend, launch);
      for (let i = 0; i < 3; i++) expect(await run(backend, launch)).toEqual([first]);
    });
  });
}

for (const available of [webgpu, ...wasm]) {
  describeOn<Backend>(available, `conv2d in tiles on ${available.name}`, (backend) => {
    test.each([3, 4, 5, 7, 8, 9, 12, 13, 17, 18, 23, 24, 25, 32, 33, 64, 65])(
      'is right on both sides of a tile boundary: %i channels in and out',
      async (channels) => {
        const height = { size: 3, kernel: 2 };
        const width = { size: 4, kernel: 2 };
        const wide = geometry({ batch: 2, inChannels: 5, outChannels: channels }, height, width);
        await expectForward(backend, wide, null);
        await expectGradients(backend, wide);
        const deep = geometry({ batch: 2, inChannels: channels, outChannels: 5 }, height, width);
        await expectForward(backend, deep, null);
        await expectGradients(backend, deep);
      },
    );

    test.each([1, 31, 32, 33, 127, 128, 129, 255, 256, 257])(
      'is right on both sides of a boundary between the threads of narrow outputs: %i pixels',
      async (pixels) => {
        for (const channels of [12, 23]) {
          const sizes = { batch: 1, inChannels: channels, outChannels: channels };
          const g = geometry(sizes, { size: 1, kernel: 1 }, { size: pixels, kernel: 2, after: 1 });
          await expectForward(backend, g, 'relu');
          await expectGradients(backend, g);
        }
      },
    );
  });
}

/** What no rounding disturbs: the sums in float64. */
function exactForward(g: Conv2dGeometry, x: Float32Array, w: Float32Array): Float64Array {
  const y = new Float64Array(g.batch * g.outHeight * g.outWidth * g.outChannels);
  for (let at = 0; at < y.length; at++) {
    const [o, pixel] = [at % g.outChannels, Math.floor(at / g.outChannels)];
    const [ow, row] = [pixel % g.outWidth, Math.floor(pixel / g.outWidth)];
    const [oh, image] = [row % g.outHeight, Math.floor(row / g.outHeight)];
    for (let kh = 0; kh < g.kernelHeight; kh++) {
      for (let kw = 0; kw < g.kernelWidth; kw++) {
        const [h, v] = [oh + kh - g.padTop, ow + kw - g.padLeft];
        if (h < 0 || h >= g.inHeight || v < 0 || v >= g.inWidth) continue;
        const from = ((image * g.inHeight + h) * g.inWidth + v) * g.inChannels;
        const tap = (kh * g.kernelWidth + kw) * g.inChannels;
        for (let i = 0; i < g.inChannels; i++) y[at] += x[from + i] * w[(tap + i) * g.outChannels + o];
      }
    }
  }
  return y;
}

for (const available of wasm) {
  describeOn<Backend>(available, `conv2d on vectors on ${available.name}`, (backend) => {
    test('relu keeps what is not a number', async () => {
      const g = geometry({ batch: 1, inChannels: 1, outChannels: 5 }, { size: 3, kernel: 1 }, { size: 3, kernel: 1 });
      const { x, w, y } = shapes(g);
      await expectParity(backend, {
        kernel: 'conv2d',
        inputs: [{ shape: x, values: Float32Array.of(1, NaN, -1, 0, 2, -2, 3, NaN, -3) }, floats(w, 2), floats([5], 3)],
        outputs: [{ shape: y, dtype: 'float32' }],
        attributes: { ...g, activation: 'relu' },
      });
    });
  });

  describeOn<Backend>(available, `conv2d by fewer products on ${available.name}`, (backend) => {
    test.each([3, 4, 5])('is right for tiles that reach out of the output: a kernel %i wide', async (kernel) => {
      for (const [height, width] of [
        [3, 4],
        [7, 7],
        [6, 13],
        [14, 7],
      ]) {
        for (const [inChannels, outChannels] of [
          [8, 8],
          [9, 23],
          [17, 10],
        ]) {
          const sizes = { batch: height * width > 50 ? 3 : 16, inChannels, outChannels };
          const valid = (size: number) => ({ size: size + kernel - 1, kernel });
          const padded = (size: number) => ({ size, kernel, before: Math.floor((kernel - 1) / 2), after: kernel - 1 });
          for (const pad of [valid, padded]) {
            const g = geometry(sizes, pad(height), pad(width));
            await expectForward(backend, g, 'relu');
            await expectForward(backend, g, null);
            await expectGradients(backend, g);
          }
        }
      }
    });

    test.each([3, 4, 5])('is right along rows: few channels, a kernel %i wide', async (kernel) => {
      for (const [height, width, kernelHeight] of [
        [2, 4, 3],
        [9, 7, 3],
        [4, 8, 4],
        [11, 15, 4],
        [5, 12, 5],
        [13, 11, 5],
      ]) {
        for (const [inChannels, outChannels] of [
          [1, 3],
          [1, 12],
          [2, 4],
          [3, 9],
        ]) {
          const sizes = { batch: 5, inChannels, outChannels };
          const valid = (size: number, taps: number) => ({ size: size + taps - 1, kernel: taps });
          const padded = (size: number, taps: number) => ({ size, kernel: taps, before: 1, after: taps - 2 });
          const wide = (size: number, taps: number) => ({ size, kernel: taps, before: taps, after: 0 });
          for (const pad of [valid, padded, wide]) {
            const g = geometry(sizes, pad(height, kernelHeight), pad(width, kernel));
            await expectForward(backend, g, 'relu');
            await expectForward(backend, g, null);
          }
        }
      }
    });

    test.each([
      ['', { size: 12, kernel: 4 }, { inChannels: 12, outChannels: 23 }],
      [' along rows', { size: 28, kernel: 5 }, { inChannels: 1, outChannels: 12 }],
    ])('gives an image the same bits alone as among others%s', async (_, axis, sizes) => {
      const all = geometry({ ...sizes, batch: 3 }, axis, axis);
      const { x, w } = shapes(all);
      const [images, kernels] = [floats(x, 1), floats(w, 2)];
      const sumsOf = async (batch: number, values: Float32Array) => {
        const g = geometry({ ...sizes, batch }, axis, axis);
        const [sums] = await run(backend, {
          kernel: 'conv2d',
          inputs: [{ shape: shapes(g).x, values }, kernels, null],
          outputs: [{ shape: shapes(g).y, dtype: 'float32' }],
          attributes: { ...g, activation: 'linear' },
        });
        return sums;
      };
      const values = images.values as Float32Array;
      const together = await sumsOf(3, values);
      for (const image of [0, 1, 2]) {
        const alone = await sumsOf(1, values.subarray((image * values.length) / 3, ((image + 1) * values.length) / 3));
        expect(alone).toEqual(together.subarray(image * alone.length, (image + 1) * alone.length));
      }
    });

    test.each([
      [
        '12 channels of 12 x 12, 23 kernels of 4 x 4',
        { batch: 4, inChannels: 12, outChannels: 23 },
        { size: 12, kernel: 4 },
      ],
      [
        '64 channels of 12 x 12, 32 kernels of 3 x 3',
        { batch: 2, inChannels: 64, outChannels: 32 },
        { size: 12, kernel: 3 },
      ],
      [
        '16 channels of 10 x 10, 16 kernels of 5 x 5',
        { batch: 4, inChannels: 16, outChannels: 16 },
        { size: 10, kernel: 5 },
      ],
      [
        '1 channel of 28 x 28, 12 kernels of 5 x 5',
        { batch: 4, inChannels: 1, outChannels: 12 },
        { size: 28, kernel: 5 },
      ],
      [
        '3 channels of 28 x 28, 16 kernels of 5 x 5',
        { batch: 2, inChannels: 3, outChannels: 16 },
        { size: 28, kernel: 5 },
      ],
      [
        '1 channel of 28 x 28, 12 kernels of 4 x 4',
        { batch: 4, inChannels: 1, outChannels: 12 },
        { size: 28, kernel: 4 },
      ],
      [
        '1 channel of 28 x 28, 16 kernels of 3 x 3',
        { batch: 4, inChannels: 1, outChannels: 16 },
        { size: 28, kernel: 3 },
      ],
    ])('is off by less than 2.5e-6 of the largest sum: %s', async (_, sizes, axis) => {
      const g = geometry(sizes, axis, axis);
      const { x, w, y } = shapes(g);
      const [images, kernels] = [floats(x, 1), floats(w, 2)];
      const launch = {
        kernel: 'conv2d',
        inputs: [images, kernels, null],
        outputs: [{ shape: y, dtype: 'float32' }],
        attributes: { ...g, activation: 'linear' },
      } as const;
      const [sums] = await run(backend, launch);
      const exact = exactForward(g, images.values as Float32Array, kernels.values as Float32Array);
      expectClose(sums, exact, { relative: 2.5e-6, what: 'sums' });
    });
  });
}

describeOn(webgpu, 'conv2d on a GPU', (backend) => {
  test('refuses an image too long for its coordinates', async () => {
    const g = geometry(
      { batch: 1, inChannels: 1, outChannels: 1 },
      { size: 70_000, kernel: 3 },
      { size: 1, kernel: 1 },
    );
    await expect(expectForward(backend, g, null)).rejects.toThrow(
      'webgpu: conv2d of images of 70000 x 1 pixels is not supported (65,535 along an axis',
    );
  });
});
