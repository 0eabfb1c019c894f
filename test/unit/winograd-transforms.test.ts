import { describe, expect, test } from 'vitest';
import { winogradTransforms } from '../../src/backend/wasm/kernels/winograd-transforms.js';

const filters: readonly (readonly [outputs: number, taps: number, points: readonly number[]])[] = [
  [1, 3, [0, 1]],
  [2, 3, [0, 1, -1]],
  [4, 3, [0, 1, -1, 2, -2]],
  [4, 3, [0, 3 / 4, -3 / 4, 3 / 2, -3 / 2]],
  [3, 4, [0, 3 / 4, -3 / 4, 3 / 2, -3 / 2]],
  [2, 5, [0, 3 / 4, -3 / 4, 3 / 2, -3 / 2]],
  [6, 3, [0, 1, -1, 2, -2, 1 / 2, -1 / 2]],
  [4, 4, [0, 1 / 2, -1 / 2, 1, -1, -2]],
  [4, 5, [0, 1 / 2, -1 / 2, 1, -1, 2, -2]],
];

describe("Winograd's minimal filtering", () => {
  // Both sides are linear in the inputs and in the filter: it is enough that they agree where one element of each is 1.
  test.each(filters)('F(%i, %i) at %j is the filter', (outputs, taps, points) => {
    const { input, kernel, output } = winogradTransforms(outputs, taps, points);
    const size = outputs + taps - 1;
    for (let at = 0; at < size; at++) {
      for (let tap = 0; tap < taps; tap++) {
        const products = Array.from({ length: size }, (_, p) => kernel[p][tap] * input[p][at]);
        const y = output.map((row) => row.reduce((sum, value, p) => sum + value * products[p], 0));
        y.forEach((value, i) => expect(value).toBeCloseTo(Number(at === i + tap), 13));
      }
    }
  });

  test('F(2, 3) is that of Lavin & Gray 2016, equation 5, whose rows differ in sign', () => {
    expect(winogradTransforms(2, 3, [0, 1, -1])).toEqual({
      input: [
        [-1, -0, 1, 0],
        [-0, 1, 1, 0],
        [0, -1, 1, 0],
        [0, -1, 0, 1],
      ].map((row) => row.map((value) => expect.closeTo(value, 15))),
      kernel: [
        [-1, 0, 0],
        [1 / 2, 1 / 2, 1 / 2],
        [1 / 2, -1 / 2, 1 / 2],
        [0, 0, 1],
      ].map((row) => row.map((value) => expect.closeTo(value, 15))),
      output: [
        [1, 1, 1, 0],
        [0, 1, -1, 1],
      ],
    });
  });

  test('refuses too few points, and the same point twice', () => {
    expect(() => winogradTransforms(4, 3, [0, 1, -1])).toThrow('F(4, 3): expected 5 different points, not 0, 1, -1');
    expect(() => winogradTransforms(2, 3, [0, 1, 1])).toThrow('expected 3 different points');
  });
});
