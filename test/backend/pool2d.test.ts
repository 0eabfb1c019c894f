import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Backend } from '../../src/backend/backend.js';
import type { Pool2dGeometry } from '../../src/backend/kernels.js';
import { describeOn, openGpuJs, openWebGpu } from './adapter.js';
import { expectParity, floats, integers, run } from './parity.js';

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
  await expectParity(backend, { kernel: 'maxPool2d', inputs: [input], outputs: output, attributes }, 0);
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

for (const available of [await openWebGpu(), ...(await openGpuJs())]) {
  describeOn<Backend>(available, `pooling on ${available.name} agrees with the reference`, (backend) => {
    test.each(poolings)('%s', async (_, g) => {
      await expectPooling(backend, g);
    });

    test.each(poolings)('%s, where most windows have several maxima', async (_, g) => {
      await expectPooling(backend, g, true);
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
  });
}

describeOn(await openWebGpu({ limits: 'default' }), 'pooling on a device of 256 invocations and 16 KiB', (backend) => {
  test('agrees with the reference', async () => {
    await expectPooling(backend, poolings[0][1]);
    await expectPooling(backend, poolings[5][1], true);
  });
});
