import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { I32 } from '../../../src/backend/wasm/assembler/index.js';
import {
  isAllFinite,
  isMostlyZero,
  listNonzeroSteps,
  stepListBytes,
} from '../../../src/backend/wasm/kernels/nonzero-steps.js';
import { memoryAfter } from './memory-after.js';

const LIST = 40_000;

/** A tile as it lies in a matrix (rows of steps), or packed (steps of whole vectors of rows, the last of which may belong to no row). */
interface Tile {
  readonly rows: number;
  readonly depth: number;
  readonly isPacked: boolean;
  readonly isNonzero: (row: number, step: number) => boolean;
}

function stepsOf({ rows, depth, isPacked, isNonzero }: Tile): number[] {
  const width = isPacked ? 4 * Math.ceil(rows / 4) : depth + 3;
  const elements = new Float32Array(isPacked ? width * depth : width * rows).fill(7);
  for (let row = 0; row < rows; row++) {
    for (let step = 0; step < depth; step++) {
      elements[isPacked ? step * width + row : row * width + step] = isNonzero(row, step) ? -0.5 : 0;
    }
  }
  const place = isPacked ? { rowBytes: 4, stepBytes: 4 * width } : { rowBytes: 4 * width, stepBytes: 4 };
  const view = memoryAfter((f) => {
    const count = listNonzeroSteps(f, I32.const(LIST), { pointer: I32.const(0), rows, ...place }, depth);
    f.store(LIST, count);
  }, elements);
  const [count, ...steps] = Array.from({ length: depth + 1 }, (_, i) => view.getInt32(LIST + 4 * i, true));
  expect(view.getInt32(LIST + stepListBytes(depth), true)).toBe(0);
  return steps.slice(0, count);
}

describe('the steps at which a tile is not zero', () => {
  it('are those with a number in any row, in their order', () => {
    const share = fc.constantFrom(0, 0.1, 0.5, 1);
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 1, max: 70 }),
        fc.boolean(),
        share,
        fc.nat(),
        (rows, depth, isPacked, part, seed) => {
          const isNonzero = (row: number, step: number) => hash(seed + 100 * row + step) < part;
          const all = Array.from({ length: depth }, (_, step) => step);
          const expected = all.filter((step) => Array.from({ length: rows }).some((_, row) => isNonzero(row, step)));
          expect(stepsOf({ rows, depth, isPacked, isNonzero })).toEqual(expected);
        },
      ),
      { numRuns: 150 },
    );
  });
});

/** A number in [0, 1) that looks random. */
function hash(n: number): number {
  return (Math.imul(n ^ (n >>> 7), 0x9e3779b1) >>> 0) / 2 ** 32;
}

describe('isAllFinite', () => {
  const isFinite = (values: readonly number[]) =>
    memoryAfter((f) => f.store(LIST, isAllFinite(f, I32.const(0), values.length)), values).getInt32(LIST, true);

  it.each([Infinity, -Infinity, NaN])('finds %d at every place', (value) => {
    for (let place = 0; place < 37; place++) {
      expect(isFinite(Array.from({ length: 37 }, (_, i) => (i === place ? value : i - 18)))).toBe(0);
    }
  });

  it('knows that the largest numbers are finite, and looks no further than the last', () => {
    const largest = (2 - 2 ** -23) * 2 ** 127;
    for (const count of [1, 16, 31]) {
      const values = Array.from({ length: count }, (_, i) => (i % 2 ? largest : -largest));
      const view = memoryAfter((f) => f.store(LIST, isAllFinite(f, I32.const(0), count)), [...values, NaN]);
      expect(view.getInt32(LIST, true)).toBe(1);
    }
  });
});

describe('isMostlyZero', () => {
  const [rows, columns] = [80, 90];
  const isMostly = (valueAt: (row: number, column: number) => number) => {
    const values = Array.from({ length: rows * columns }, (_, i) => valueAt(Math.floor(i / columns), i % columns));
    return memoryAfter((f) => f.store(LIST, isMostlyZero(f, I32.const(0), rows, columns)), values).getInt32(LIST, true);
  };

  it('tells a fifth of numbers from three tenths, wherever in the rows they are', () => {
    expect(isMostly((row, column) => (hash(row * columns + column) < 0.2 ? 1 : 0))).toBe(1);
    expect(isMostly((row, column) => (hash(row * columns + column) < 0.3 ? 1 : 0))).toBe(0);
    expect(isMostly((_, column) => (column < 18 ? NaN : 0))).toBe(1);
    expect(isMostly((_, column) => (column < 27 ? -1 : 0))).toBe(0);
  });

  it('looks at rows from all of the matrix', () => {
    expect(isMostly((row) => (row < 40 ? 1 : 0))).toBe(0);
    expect(isMostly((row) => (row >= 40 ? 1 : 0))).toBe(0);
    expect(isMostly(() => 0)).toBe(1);
  });
});
