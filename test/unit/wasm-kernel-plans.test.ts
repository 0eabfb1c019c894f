import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { planColumns } from '../../src/backend/wasm/kernels/column-plan.js';
import { asTransposition } from '../../src/backend/wasm/kernels/copy-transposition.js';
import { copyAxes } from '../../src/backend/wasm/kernels/strided-loop.js';

describe('how wasm reductions walk a tensor', () => {
  test('every row belongs to exactly one part, or to the tail', () => {
    const size = fc.integer({ min: 0, max: 3000 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), size, fc.integer({ min: 1, max: 700 }), (outer, length, inner) => {
        const { fold, rows, tail, parts, rowsPerPart } = planColumns(outer, length, inner);
        expect(rows * fold * inner + tail).toBe(length * inner);
        expect(parts * rowsPerPart).toBeGreaterThanOrEqual(rows);
        expect((parts - 1) * rowsPerPart).toBeLessThanOrEqual(rows);
      }),
    );
  });

  test('narrow rows are seen as one until they fill whole vectors', () => {
    expect(planColumns(1, 128, 10)).toMatchObject({ fold: 2, rows: 64, vectors: 5, tail: 0 });
    expect(planColumns(1, 130, 23)).toMatchObject({ fold: 4, rows: 32, vectors: 23, tail: 46 });
    expect(planColumns(1, 128, 12)).toMatchObject({ fold: 1, vectors: 3 });
    expect(planColumns(1, 1000, 1)).toMatchObject({ fold: 16, vectors: 4, tail: 8 });
  });

  test('small work stays in one piece, large work becomes at least 16', () => {
    const pieces = ({ outer, parts, groups }: ReturnType<typeof planColumns>) => outer * parts * groups;
    expect(pieces(planColumns(1, 128, 10))).toBe(1);
    for (const [outer, length, inner] of [
      [1, 150_000, 10],
      [1, 1_000_000, 1],
      [1, 4, 100_000],
      [3, 5000, 600],
    ]) {
      expect(pieces(planColumns(outer, length, inner))).toBeGreaterThanOrEqual(16);
    }
  });
});

describe('how wasm copies walk their axes', () => {
  test('axes that both sides walk as one become one, in the order of the output', () => {
    expect(
      copyAxes([
        { size: 2, from: 48, to: 48 },
        { size: 1, from: 99, to: 99 },
        { size: 12, from: 4, to: 4 },
      ]),
    ).toEqual([{ size: 24, from: 4, to: 4 }]);
    expect(
      copyAxes([
        { size: 3, from: 20, to: 4 },
        { size: 5, from: 4, to: 12 },
      ]),
    ).toEqual([
      { size: 5, from: 4, to: 12 },
      { size: 3, from: 20, to: 4 },
    ]);
  });

  test('a transposition is a copy whose neighbours lie along different axes', () => {
    const rows = { size: 5, from: 4, to: 12 };
    const columns = { size: 3, from: 20, to: 4 };
    expect(asTransposition([rows, columns], 4)).toEqual({ along: columns, down: rows, outer: [] });
    expect(asTransposition([rows, columns], 1)).toBeNull();
    expect(asTransposition([rows, { ...columns, to: 8 }], 4)).toBeNull();
    expect(asTransposition([{ ...rows, from: 8 }, columns], 4)).toBeNull();
    expect(asTransposition([columns], 4)).toBeNull();
  });
});
