import { describe, expect, test } from 'vitest';
import type { Backend } from '../../src/backend/backend.js';
import { referenceBackend } from '../../src/backend/reference/reference-backend.js';
import { describeOnEach, openWasmTeams } from './adapter.js';
import { expectParity, floats, run } from './parity.js';

const words = { seedLow: 0xdeadbeef, seedHigh: 0x12345678, streamLow: 0xffffffff, streamHigh: 0x9abcdef0, step: 77 };
const ranges = {
  ...{ height: 28, width: 19, rotation: 0.9, zoomHeight: 0.4, zoomWidth: 0.2 },
  ...{ shiftHeight: 5, shiftWidth: 3.5 },
};
const reference = referenceBackend();

const mapsOf = (count: number, changes: Partial<typeof ranges> & { first?: number } = {}) => ({
  kernel: 'affineMaps' as const,
  inputs: [],
  outputs: [{ shape: [count, 6], dtype: 'float32' as const }],
  attributes: { ...ranges, ...words, first: 0, ...changes },
});

await describeOnEach('affine maps', (backend) => {
  test.each([1, 2, 3, 4, 5, 7, 8, 31, 257, 1025])('of %i images agree with the reference', async (count) => {
    await expectParity(backend, mapsOf(count));
  });

  test('have the bits of the reference, but for fused multiply-adds on a GPU', async () => {
    const [expected] = await run(reference, mapsOf(1000));
    const [maps] = await run(backend, mapsOf(1000));
    const bits = (values: typeof maps) => new Uint32Array(values.buffer, 0, values.length);
    if (backend.name !== 'webgpu') expect(bits(maps)).toEqual(bits(expected));
    // Without a rotation nothing is rounded that could be fused: the draws themselves show, and have the same bits everywhere.
    const still = { rotation: 0, zoomHeight: 0, zoomWidth: 0, shiftHeight: 4, shiftWidth: 8, height: 1, width: 1 };
    expect(await run(backend, mapsOf(1000, still))).toEqual(await run(reference, mapsOf(1000, still)));
  });

  test('of later images are those that a larger batch has there', async () => {
    const [all] = await run(backend, mapsOf(40));
    const [later] = await run(backend, mapsOf(27, { first: 13 }));
    expect(later).toEqual(all.slice(6 * 13));
  });
});

await describeOnEach('resampling agrees with the reference', (backend) => {
  test.each([
    [1, 1, 1, 1],
    [2, 1, 9, 1],
    [2, 9, 1, 1],
    [3, 1, 2, 3],
    [1, 2, 1, 2],
    [2, 2, 2, 1],
    [3, 5, 3, 1],
    [2, 7, 4, 1],
    [33, 28, 28, 1],
    [5, 13, 17, 1],
    [5, 11, 6, 2],
    [4, 17, 13, 3],
    [3, 9, 10, 4],
    [2, 8, 7, 5],
    [2, 5, 5, 37],
  ])('for %i images of %i x %i x %i', async (batch, height, width, channels) => {
    for (const repeatsEdge of [true, false]) {
      const [maps] = await run(reference, mapsOf(batch, { height, width, shiftHeight: height, shiftWidth: width }));
      await expectParity(backend, {
        kernel: 'resample',
        inputs: [floats([batch, height, width, channels], 3, 0, 1), { shape: [batch, 6], values: maps }],
        outputs: [{ shape: [batch, height, width, channels], dtype: 'float32' }],
        attributes: { batch, height, width, channels, repeatsEdge },
      });
    }
  });

  test('far outside of the image: the edge, or nothing', async () => {
    const far = new Float32Array([1, 0, 1e9, 0, 1, -1e9, 1, 0, -3e38, 0, 1, 3e38]);
    for (const repeatsEdge of [true, false]) {
      await expectParity(backend, {
        kernel: 'resample',
        inputs: [floats([2, 6, 5, 1], 3, 1, 2), { shape: [2, 6], values: far }],
        outputs: [{ shape: [2, 6, 5, 1], dtype: 'float32' }],
        attributes: { batch: 2, height: 6, width: 5, channels: 1, repeatsEdge },
      });
    }
  });
});

/** 1 2 3, 4 5 6, 7 8 9: how far each map is from the identity can be read off. */
const nine = Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9);
/** Maps in row, column; all numbers are exact in binary, so nothing is rounded. `edge`: repeated; `zero`: 0 outside. */
const byHand = [
  { what: 'the identity', map: [1, 0, 0, 0, 1, 0], edge: [...nine], zero: [...nine] },
  {
    what: 'one pixel down the image',
    map: [1, 0, 1, 0, 1, 0],
    edge: [4, 5, 6, 7, 8, 9, 7, 8, 9],
    zero: [4, 5, 6, 7, 8, 9, 0, 0, 0],
  },
  {
    what: 'half a pixel to the right',
    map: [1, 0, 0, 0, 1, 0.5],
    edge: [1.5, 2.5, 3, 4.5, 5.5, 6, 7.5, 8.5, 9],
    zero: [1.5, 2.5, 1.5, 4.5, 5.5, 3, 7.5, 8.5, 4.5],
  },
  {
    what: 'a quarter of a turn, anticlockwise',
    map: [0, 1, 0, -1, 0, 2],
    edge: [3, 6, 9, 2, 5, 8, 1, 4, 7],
    zero: [3, 6, 9, 2, 5, 8, 1, 4, 7],
  },
  {
    what: 'half the size',
    map: [2, 0, -1, 0, 2, -1],
    edge: [...nine],
    zero: [0, 0, 0, 0, 5, 0, 0, 0, 0],
  },
  {
    what: 'twice the size',
    map: [0.5, 0, 0.5, 0, 0.5, 0.5],
    edge: [3, 3.5, 4, 4.5, 5, 5.5, 6, 6.5, 7],
    zero: [3, 3.5, 4, 4.5, 5, 5.5, 6, 6.5, 7],
  },
];

await describeOnEach(
  'resampling by hand',
  (backend) => {
    test.each(byHand)('$what', async ({ map, edge, zero }) => {
      for (const channels of [1, 2]) {
        const each = (values: Iterable<number>) =>
          Float32Array.from([...values].flatMap((v) => Array(channels).fill(v)));
        for (const [repeatsEdge, expected] of [
          [true, edge],
          [false, zero],
        ] as const) {
          const [y] = await run(backend, {
            kernel: 'resample',
            inputs: [
              { shape: [1, 3, 3, channels], values: each(nine) },
              { shape: [1, 6], values: Float32Array.from(map) },
            ],
            outputs: [{ shape: [1, 3, 3, channels], dtype: 'float32' }],
            attributes: { batch: 1, height: 3, width: 3, channels, repeatsEdge },
          });
          expect(y).toEqual(each(expected));
        }
      }
    });
  },
  [{ name: 'reference', backend: reference, why: '' }],
);

describe('on threads', () => {
  test('maps and images have the same bits on 1, 2 and 4', async () => {
    const teams = await openWasmTeams();
    const [batch, height, width] = [300, 28, 19];
    const bytesOf = async (backend: Backend): Promise<Buffer> => {
      const [maps] = await run(backend, mapsOf(batch));
      const resampled = [1, 3].map((channels) =>
        run(backend, {
          kernel: 'resample',
          inputs: [floats([batch, height, width, channels], 3), { shape: [batch, 6], values: maps }],
          outputs: [{ shape: [batch, height, width, channels], dtype: 'float32' }],
          attributes: { batch, height, width, channels, repeatsEdge: true },
        }),
      );
      const results = [maps, ...(await Promise.all(resampled)).flat()];
      return Buffer.concat(results.map(({ buffer }) => new Uint8Array(buffer)));
    };
    const [first, ...others] = await Promise.all(teams.map(({ backend }) => bytesOf(backend!)));
    for (const other of others) expect(Buffer.compare(first, other)).toBe(0);
  });
});
