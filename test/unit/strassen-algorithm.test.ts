import { describe, expect, test } from 'vitest';
import { strassen, type Signs } from '../../src/backend/wasm/kernels/strassen-algorithm.js';

const quarters = [0, 1].flatMap((row) => [0, 1].map((column) => [row, column] as const));

describe("Strassen's algorithm", () => {
  // Both sides are linear in a and in b: it is enough that they agree where one quarter of each is 1 (Brent's equations).
  test('is the product of two matrices in quarters', () => {
    for (const [i, l] of quarters) {
      for (const [m, j] of quarters) {
        const c = quarters.map(([row, column]) =>
          strassen.reduce((sum, { left, right, result }) => sum + left[i][l] * right[m][j] * result[row][column], 0),
        );
        expect(c).toEqual(quarters.map(([row, column]) => Number(l === m && row === i && column === j)));
      }
    }
  });

  test('has seven products, and twelve terms in the sums of each side', () => {
    const terms = (side: (product: (typeof strassen)[number]) => Signs) =>
      strassen.flatMap((product) => side(product).flat()).filter((sign) => sign !== 0).length;
    expect(strassen).toHaveLength(7);
    expect([terms((p) => p.left), terms((p) => p.right), terms((p) => p.result)]).toEqual([12, 12, 12]);
  });

  test('has a product that begins each quarter of the result with a plus', () => {
    for (const [row, column] of quarters) {
      expect(strassen.map(({ result }) => result[row][column]).find((sign) => sign !== 0)).toBe(1);
    }
  });
});
