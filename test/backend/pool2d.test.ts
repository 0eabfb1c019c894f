import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Backend } from '../../src/backend/backend.js';
import type { Pool2dGeometry } from '../../src/backend/kernels.js';
import { sizeOf } from '../../src/tensor/shape.js';
import { describeOn, describeOnEach, openGpuJs, openWasm, openWebGpu } from './adapter.js';
import { expectParity, floats, integers, run, type Values } from './parity.js';

/** One axis of a pooling; padding before and after. */
interface Axis {
  readonly size: number;
  readonly window: number;
  readonly stride: number;
  readonly before?: number;
  readonly after?: number;
}

function outputSize({ size, window, stride, before = 0, after = 0 }: Axis): number {
  return Math.floor((size + before + after - window) / stride) + 1;
}

function geometry(batch: number, channels: number, height: Axis, width: Axis): Pool2dGeometry {
  return {
    batch,
    channels,
    inHeight: height.size,
    inWidth: width.size,
    outHeight: outputSize(height),
    outWidth: outputSize(width),
    windowHeight: height.window,
    windowWidth: width.window,
    strideHeight: height.stride,
    strideWidth: width.stride,
    padTop: height.before ?? 0,
    padLeft: width.before ?? 0,
  };
}

function shapes(g: Pool2dGeometry) {
  return {
    x: [g.batch, g.inHeight, g.inWidth, g.channels],
    y: [g.batch, g.outHeight, g.outWidth, g.channels],
  };
}

/** Whole numbers below 3 as floats: most windows have several maxima. */
function withTies(shape: readonly number[]) {
  return { shape, values: Float32Array.from(integers(shape, 7, -1, 2).values) };
}

async function expectPooling(backend: Backend, g: Pool2dGeometry, hasTies = false): Promise<void> {
  const { x, y } = shapes(g);
  const input = hasTies ? withTies(x) : floats(x, 1);
  const output = [{ shape: y, dtype: 'float32' }] as const;
  const gradient = [{ shape: x, dtype: 'float32' }] as const;
  const upstream = floats(y, 2);
  const attributes = g;
  await expectParity(backend, { kernel: 'maxPool2d', inputs: [input], outputs: output, attributes }, {});
  await expectParity(backend, { kernel: 'averagePool2d', inputs: [input], outputs: output, attributes });
  await expectParity(backend, {
    kernel: 'maxPool2dGradient',
    inputs: [upstream, input],
    outputs: gradient,
    attributes,
  });
  await expectParity(backend, { kernel: 'averagePool2dGradient', inputs: [upstream], outputs: gradient, attributes });
}

const poolings: readonly (readonly [name: string, Pool2dGeometry])[] = [
  [
    '2 x 2 windows side by side',
    geometry(3, 12, { size: 24, window: 2, stride: 2 }, { size: 24, window: 2, stride: 2 }),
  ],
  [
    '3 x 3 windows that leave pixels over',
    geometry(2, 5, { size: 8, window: 3, stride: 3 }, { size: 10, window: 3, stride: 3 }),
  ],
  ['overlapping windows', geometry(2, 3, { size: 9, window: 3, stride: 2 }, { size: 7, window: 3, stride: 1 })],
  ['windows with gaps', geometry(2, 3, { size: 9, window: 2, stride: 3 }, { size: 11, window: 1, stride: 4 })],
  [
    'windows of different height and width',
    geometry(2, 4, { size: 8, window: 4, stride: 2 }, { size: 9, window: 1, stride: 2 }),
  ],
  [
    'padding on all sides',
    geometry(
      2,
      3,
      { size: 7, window: 3, stride: 2, before: 1, after: 1 },
      { size: 8, window: 4, stride: 2, before: 2, after: 1 },
    ),
  ],
  [
    'padding below and right only',
    geometry(2, 3, { size: 7, window: 2, stride: 2, after: 1 }, { size: 5, window: 3, stride: 3, after: 1 }),
  ],
  [
    'one window over the whole image',
    geometry(3, 7, { size: 5, window: 5, stride: 5 }, { size: 4, window: 4, stride: 4 }),
  ],
];

await describeOnEach(
  'pooling agrees with the reference',
  (backend) => {
    test.each(poolings)('%s', async (_, g) => {
      await expectPooling(backend, g);
    });

    test.each(poolings)('%s, where most windows have several maxima', async (_, g) => {
      await expectPooling(backend, g, true);
    });

    test.each([1, 2, 3, 4, 5, 6, 7, 8, 9])('on both sides of a vector of channels: %i', async (channels) => {
      const side = { size: 7, window: 2, stride: 2 };
      await expectPooling(backend, geometry(2, channels, side, side), true);
      const overlapping = { size: 7, window: 3, stride: 2, before: 1, after: 1 };
      await expectPooling(backend, geometry(2, channels, overlapping, overlapping), true);
    });

    test.each([15, 16, 17])('windows of %i pixels, up to 16 of which are written out', async (window) => {
      const [along, across] = [
        { size: 20, window, stride: 3 },
        { size: 2, window: 1, stride: 1 },
      ];
      await expectPooling(backend, geometry(2, 5, along, across));
      await expectPooling(backend, geometry(2, 5, across, along), true);
    });

    test.each([1, 2, 3, 5])('%i images, shared among threads by their rows', async (batch) => {
      for (const channels of [1, 12, 23]) {
        const size = channels === 1 ? 130 : 40;
        const [same, rest] = [
          { size, window: 3, stride: 2, after: 1 },
          { size, window: 3, stride: 3 },
        ];
        await expectPooling(backend, geometry(batch, channels, same, same), true);
        await expectPooling(backend, geometry(batch, channels, rest, rest), true);
      }
    });

    test('one mean over many pixels', async () => {
      const whole = { size: 61, window: 61, stride: 61 };
      const g = geometry(2, 3, whole, whole);
      const { x, y } = shapes(g);
      await expectParity(
        backend,
        {
          kernel: 'averagePool2d',
          inputs: [floats(x, 3, 0, 1)],
          outputs: [{ shape: y, dtype: 'float32' }],
          attributes: g,
        },
        { relative: 2e-6 },
      );
    });

    test.each([63, 64, 65])('on both sides of a workgroup boundary: %i channels', async (channels) => {
      await expectPooling(
        backend,
        geometry(1, channels, { size: 2, window: 2, stride: 1 }, { size: 2, window: 1, stride: 1 }),
      );
    });

    test('a tie sends the whole gradient to the first maximum, row by row', async () => {
      const attributes = geometry(1, 1, { size: 2, window: 2, stride: 2 }, { size: 2, window: 2, stride: 2 });
      const gradient = await run(backend, {
        kernel: 'maxPool2dGradient',
        inputs: [
          { shape: [1, 1, 1, 1], values: Float32Array.of(5) },
          { shape: [1, 2, 2, 1], values: Float32Array.of(0, 3, 3, 3) },
        ],
        outputs: [{ shape: [1, 2, 2, 1], dtype: 'float32' }],
        attributes,
      });
      expect(gradient).toEqual([Float32Array.of(0, 5, 0, 0)]);
    });

    test('for random geometries', async () => {
      const axis = fc
        .record({
          size: fc.integer({ min: 1, max: 12 }),
          window: fc.integer({ min: 1, max: 4 }),
          stride: fc.integer({ min: 1, max: 4 }),
        })
        // Padding of less than a window, so that every window has a real pixel.
        .chain((a) =>
          fc
            .record({ before: fc.nat(a.window - 1), after: fc.nat(a.window - 1) })
            .map((padding) => ({ ...a, ...padding })),
        )
        .filter((a) => outputSize(a) >= 1);
      const size = fc.integer({ min: 1, max: 9 });
      await fc.assert(
        fc.asyncProperty(size, size, axis, axis, fc.boolean(), async (batch, channels, height, width, hasTies) =>
          expectPooling(backend, geometry(batch, channels, height, width), hasTies),
        ),
        // A run that fails prints its seed; shrinking would compile shaders for every smaller geometry.
        { numRuns: 15, endOnFailure: true },
      );
    });
  },
  await openGpuJs(),
);

const specials = [NaN, NaN, Infinity, -Infinity, -0, 0, 1, 1];

/** A few values again and again: windows have several NaNs, infinities, none of them, or nothing else. */
function withSpecials(shape: readonly number[]) {
  return { shape, values: Float32Array.from(integers(shape, 8, 0, 40).values, (i) => specials[i] ?? i / 20 - 1) };
}

const wasm = await Promise.all([1, 2, 4].map((threads) => openWasm(threads)));

describe('pooling on wasm', () => {
  test.each(poolings)('NaN and infinity go through as in the reference: %s', async (_, g) => {
    const { x, y } = shapes(g);
    const gradient = [{ shape: x, dtype: 'float32' }] as const;
    const output = [{ shape: y, dtype: 'float32' }] as const;
    for (const input of [withSpecials(x), { shape: x, values: new Float32Array(sizeOf(x)).fill(-Infinity) }]) {
      const forward = { inputs: [input], outputs: output, attributes: g };
      await expectParity(wasm[0], { kernel: 'maxPool2d', ...forward }, {});
      await expectParity(wasm[0], { kernel: 'averagePool2d', ...forward });
      const inputs = [floats(y, 2), input];
      await expectParity(wasm[0], { kernel: 'maxPool2dGradient', inputs, outputs: gradient, attributes: g });
    }
    const backward = { inputs: [withSpecials(y)], outputs: gradient, attributes: g };
    await expectParity(wasm[0], { kernel: 'averagePool2dGradient', ...backward });
  });

  test('the first NaN of a window gets the whole gradient', async () => {
    const side = { size: 2, window: 2, stride: 2 };
    const gradient = await run(wasm[0], {
      kernel: 'maxPool2dGradient',
      inputs: [
        { shape: [1, 1, 1, 1], values: Float32Array.of(5) },
        { shape: [1, 2, 2, 1], values: Float32Array.of(Infinity, NaN, 3, NaN) },
      ],
      outputs: [{ shape: [1, 2, 2, 1], dtype: 'float32' }],
      attributes: geometry(1, 1, side, side),
    });
    expect(gradient).toEqual([Float32Array.of(0, 5, 0, 0)]);
  });

  test.each([1, 2, 3])('overlapping gradients of %i images do not depend on the number of threads', async (batch) => {
    const side = { size: 31, window: 4, stride: 1, before: 2, after: 1 };
    const g = geometry(batch, 7, side, side);
    const { x, y } = shapes(g);
    const outputs = [{ shape: x, dtype: 'float32' }] as const;
    const onEach = async (kernel: 'maxPool2dGradient' | 'averagePool2dGradient', inputs: Values[]) => {
      const [one, ...others] = await Promise.all(
        wasm.map((backend) => run(backend, { kernel, inputs, outputs, attributes: g })),
      );
      for (const other of others) expect(other).toEqual(one);
    };
    await onEach('maxPool2dGradient', [floats(y, 2), withTies(x)]);
    await onEach('averagePool2dGradient', [floats(y, 2)]);
  });
});

describeOn(await openWebGpu({ limits: 'default' }), 'pooling on a device of 256 invocations and 16 KiB', (backend) => {
  test('agrees with the reference', async () => {
    await expectPooling(backend, poolings[0][1]);
    await expectPooling(backend, poolings[5][1], true);
  });
});
