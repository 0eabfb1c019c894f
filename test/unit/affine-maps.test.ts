import { describe, expect, it } from 'vitest';
import type { AffineMapRanges } from '../../src/backend/kernels.js';
import { referenceBackend } from '../../src/backend/reference/reference-backend.js';
import { philox4x32 } from '../../src/tensor/philox.js';
import { run } from '../backend/parity.js';
import { expectClose } from '../compare.js';

const place = { seedLow: 7, seedHigh: 8, streamLow: 0xdeadbeef, streamHigh: 0x01234567, step: 3, first: 0 };
const still = { height: 1, width: 1, rotation: 0, zoomHeight: 0, zoomWidth: 0, shiftHeight: 0, shiftWidth: 0 };
const backend = referenceBackend();
/** An offset is the sum of four numbers below 32, in pixels: each is rounded by up to 2^-20. */
const rounding = 4 * 2 ** -20;

async function mapsOf(count: number, ranges: Partial<AffineMapRanges>, changes: Partial<typeof place> = {}) {
  const attributes = { ...still, ...ranges, ...place, ...changes };
  const outputs = [{ shape: [count, 6], dtype: 'float32' as const }];
  const [maps] = await run(backend, { kernel: 'affineMaps', inputs: [], outputs, attributes });
  return Array.from({ length: count }, (_, i) => Array.from(maps.subarray(6 * i, 6 * i + 6)));
}

/** What image i draws: five numbers in [-1, 1). */
function drawsOf(i: number): number[] {
  const words = [2 * i, 2 * i + 1].flatMap((block) => philox4x32([7, 8], [block, 3, 0xdeadbeef, 0x01234567]));
  return words.slice(0, 5).map((word) => Math.floor(word / 256) / 2 ** 23 - 1);
}

type Matrix = number[][];
const product = (a: Matrix, b: Matrix): Matrix =>
  a.map((row) => b[0].map((_, j) => row.reduce((sum, value, k) => sum + value * b[k][j], 0)));

describe('affine maps', () => {
  it('are the matrices of ImageDataGenerator: rotation, shift and zoom about the middle, multiplied in that order', async () => {
    const [height, width] = [28, 20];
    const ranges = { height, width, rotation: 0.4, zoomHeight: 0.3, zoomWidth: 0.2, shiftHeight: 6, shiftWidth: 3 };
    const maps = await mapsOf(50, ranges);
    maps.forEach((map, i) => {
      const [angle, zoomRow, zoomColumn, shiftRow, shiftColumn] = drawsOf(i);
      const [cos, sin] = [Math.cos, Math.sin].map((f) => f(2 * Math.PI * 0.4 * angle));
      const shift = (row: number, column: number): Matrix => [
        [1, 0, row],
        [0, 1, column],
        [0, 0, 1],
      ];
      // In (x, y) Keras has [cos -sin; sin cos], and then exchanges x and y for (row, column).
      const rotation = [
        [cos, sin, 0],
        [-sin, cos, 0],
        [0, 0, 1],
      ];
      const zoom = [
        [1 + 0.3 * zoomRow, 0, 0],
        [0, 1 + 0.2 * zoomColumn, 0],
        [0, 0, 1],
      ];
      const middle = [height / 2 - 0.5, width / 2 - 0.5];
      const expected = [
        shift(middle[0], middle[1]),
        rotation,
        shift(6 * shiftRow, 3 * shiftColumn),
        zoom,
        shift(-middle[0], -middle[1]),
      ].reduce(product);
      expectClose(map, expected.slice(0, 2).flat(), { absolute: rounding, what: `map ${i}` });
    });
  });

  it('of a rotation alone are those of RandomRotation', async () => {
    const [height, width] = [11, 30];
    const maps = await mapsOf(50, { height, width, rotation: 0.5 });
    maps.forEach(([a, b, c, d, e, f], i) => {
      const angle = 2 * Math.PI * 0.5 * drawsOf(i)[0];
      const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
      // _get_rotation_matrix, for x = column and y = row: x' = cos x - sin y + xOffset, y' = sin x + cos y + yOffset.
      const xOffset = (width - 1 - (cos * (width - 1) - sin * (height - 1))) / 2;
      const yOffset = (height - 1 - (sin * (width - 1) + cos * (height - 1))) / 2;
      expectClose([e, d, f, b, a, c], [cos, -sin, xOffset, sin, cos, yOffset], { absolute: rounding });
    });
  });

  it('of a zoom alone are those of RandomZoom', async () => {
    const [height, width] = [28, 14];
    const maps = await mapsOf(50, { height, width, zoomHeight: 0.15, zoomWidth: 0.3 });
    maps.forEach((map, i) => {
      const [row, column] = [1 + 0.15 * drawsOf(i)[1], 1 + 0.3 * drawsOf(i)[2]];
      // _get_zoom_matrix: the offset of an axis is (size - 1) / 2 (1 - factor).
      const expected = [row, 0, ((height - 1) / 2) * (1 - row), 0, column, ((width - 1) / 2) * (1 - column)];
      expectClose(map, expected, { absolute: rounding });
    });
  });

  it('without ranges are the identity, to the bit', async () => {
    for (const map of await mapsOf(20, { height: 28, width: 27 }))
      expect(map.map((v) => v + 0)).toEqual([1, 0, 0, 0, 1, 0]);
  });

  it('turn by up to a whole turn and keep lengths', async () => {
    const maps = await mapsOf(1000, { rotation: 1 });
    for (const [a, b, , d, e] of maps) {
      expectClose([a * a + b * b, a * d + b * e, a - e, b + d], [1, 0, 0, 0], { absolute: 3e-7 });
    }
  });

  it('draw zooms, shifts and angles that are uniform within their ranges and do not depend on each other', async () => {
    const count = 20_000;
    const ranges = { zoomHeight: 0.3, zoomWidth: 0.2, shiftHeight: 6, shiftWidth: 3 };
    const moved = await mapsOf(count, ranges);
    const turned = await mapsOf(count, { rotation: 0.1 });
    const drawn = moved.map(([a, , c, , e, f], i) => {
      const [cos, sin] = turned[i];
      return [(a - 1) / 0.3, (e - 1) / 0.2, c / 6, f / 3, Math.atan2(sin, cos) / (0.2 * Math.PI)];
    });
    const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / count;
    for (let i = 0; i < 5; i++) {
      const values = drawn.map((numbers) => numbers[i]);
      expect(Math.max(...values.map(Math.abs))).toBeLessThan(1 + 1e-5);
      expect(Math.max(...values)).toBeGreaterThan(0.998);
      expect(Math.min(...values)).toBeLessThan(-0.998);
      // Of the uniform distribution in [-1, 1): mean 0 +- sqrt(1/3), square 1/3 +- sqrt(4/45); five standard errors.
      expect(Math.abs(mean(values))).toBeLessThan(5 * Math.sqrt(1 / 3 / count));
      expect(Math.abs(mean(values.map((value) => value ** 2)) - 1 / 3)).toBeLessThan(5 * Math.sqrt(4 / 45 / count));
      // The product of two independent ones: mean 0 +- 1/3; and so the product with the next image's.
      const products = Array.from({ length: i }, (_, j) => drawn.map((numbers) => numbers[i] * numbers[j]));
      const neighbours = values.map((value, n) => value * values[(n + 1) % count]);
      for (const other of [...products, neighbours]) {
        expect(Math.abs(mean(other))).toBeLessThan((5 / 3) * Math.sqrt(1 / count));
      }
    }
  });

  it('are others for each word of seed, stream and step', async () => {
    const changes = [
      {},
      { seedLow: 9 },
      { seedHigh: 9 },
      { streamLow: 9 },
      { streamHigh: 9 },
      { step: 9 },
      { first: 9 },
    ];
    const drawn = await Promise.all(changes.map((changed) => mapsOf(1, { zoomHeight: 0.5 }, changed)));
    expect(new Set(drawn.map((maps) => maps[0][0])).size).toBe(changes.length);
  });
});
