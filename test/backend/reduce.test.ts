import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chunksOf } from '../../src/backend/webgpu/kernels/reduce.js';
import type { Backend } from '../../src/backend/backend.js';
import type { ReduceFunction } from '../../src/backend/kernels.js';
import { describeOnEach, openWasm } from './adapter.js';
import { expectParity, floats, integers, run, type Launch, type Values } from './parity.js';

const functions = ['sum', 'mean', 'max', 'min'] as const;

async function expectReductions(backend: Backend, outer: number, length: number, inner: number): Promise<void> {
  const x = floats([outer, length, inner], 100 * outer + length, -1, 2);
  for (const f of functions) {
    await expectParity(backend, {
      kernel: 'reduce',
      inputs: [x],
      outputs: [{ shape: [outer, inner], dtype: 'float32' }],
      attributes: { function: f, outer, length, inner },
    });
  }
}

async function expectArgMax(backend: Backend, x: Values): Promise<void> {
  const [outer, length, inner] = x.shape;
  await expectParity(backend, {
    kernel: 'argMax',
    inputs: [x],
    outputs: [{ shape: [outer, inner], dtype: 'int32' }],
    attributes: { outer, length, inner },
  });
}

await describeOnEach('reductions agree with the reference', (backend) => {
  test('over random axes', async () => {
    const size = fc.integer({ min: 1, max: 23 });
    await fc.assert(
      fc.asyncProperty(size, size, size, (outer, length, inner) => expectReductions(backend, outer, length, inner)),
      { numRuns: 6 },
    );
  });

  test.each([1, 4, 5, 255, 256, 257, 1023, 1024, 1025])('over rows of %i', async (length) => {
    await expectReductions(backend, 3, length, 1);
  });

  test.each([2, 255, 256, 257, 4097])('over columns of %i', async (length) => {
    await expectReductions(backend, 2, length, 3);
  });

  test('over a row so long that it takes two steps', async () => {
    expect(chunksOf(1, 70_001, 1)).toBeGreaterThan(1);
    await expectReductions(backend, 1, 70_001, 1);
  });

  test('over many rows, the last workgroup not full', async () => {
    await expectReductions(backend, 131, 10, 1);
  });

  test('the smallest int32 is found and sums of int32 are exact', async () => {
    const x = { ...integers([1, 300, 1], 3, -1e6, 1e6) };
    x.values[17] = -(2 ** 31);
    for (const f of ['min', 'max'] as const) {
      await expectParity(backend, {
        kernel: 'reduce',
        inputs: [x],
        outputs: [{ shape: [1, 1], dtype: 'int32' }],
        attributes: { function: f, outer: 1, length: 300, inner: 1 },
      });
    }
    x.values[17] = 16_777_217;
    await expectParity(backend, {
      kernel: 'reduce',
      inputs: [x],
      outputs: [{ shape: [1, 1], dtype: 'int32' }],
      attributes: { function: 'sum', outer: 1, length: 300, inner: 1 },
    });
  });

  test('over an axis without elements', async () => {
    for (const f of functions) {
      await expectParity(backend, {
        kernel: 'reduce',
        inputs: [floats([2, 0, 3], 1)],
        outputs: [{ shape: [2, 3], dtype: 'float32' }],
        attributes: { function: f, outer: 2, length: 0, inner: 3 },
      });
    }
  });

  test('of all negative values the largest is negative', async () => {
    const [largest] = await run(backend, {
      kernel: 'reduce',
      inputs: [{ shape: [1, 3, 1], values: Float32Array.of(-4, -2, -3) }],
      outputs: [{ shape: [1, 1], dtype: 'float32' }],
      attributes: { function: 'max', outer: 1, length: 3, inner: 1 },
    });
    expect([...largest]).toEqual([-2]);
  });

  test('a sum of four million numbers is exact to float32', async () => {
    const size = 4_000_003;
    const [sum] = await run(backend, {
      kernel: 'reduce',
      inputs: [{ shape: [1, size, 1], values: new Float32Array(size).fill(0.1) }],
      outputs: [{ shape: [1, 1], dtype: 'float32' }],
      attributes: { function: 'sum', outer: 1, length: size, inner: 1 },
    });
    const expected = size * Math.fround(0.1);
    expect(Math.abs(sum[0] - expected) / expected).toBeLessThan(1e-6);
  });

  test('argMax of random values', async () => {
    const size = fc.integer({ min: 1, max: 40 });
    await fc.assert(
      fc.asyncProperty(size, size, size, (outer, length, inner) =>
        expectArgMax(backend, floats([outer, length, inner], outer * length)),
      ),
      { numRuns: 6 },
    );
  });

  test.each([1, 10, 64, 65, 255, 256, 257, 1000])('argMax over rows of %i gives a tie to the first', async (length) => {
    await expectArgMax(backend, integers([7, length, 1], length, 0, 6));
    const rows = integers([7, length, 1], length, 0, 6);
    await expectArgMax(backend, { ...rows, values: Float32Array.from(rows.values, (value) => value - 9) });
  });

  // Whole vectors and not, rows seen as one, one and several blocks of columns.
  test.each([2, 3, 4, 6, 7, 10, 12, 20, 23, 32, 33, 63, 64, 65, 100, 259])(
    'over the rows of [n, %i]',
    async (inner) => {
      for (const length of [1, 31, 32, 33, 300]) await expectReductions(backend, 1, length, inner);
      await expectReductions(backend, 1, 1 + Math.ceil(40_000 / inner), inner);
      await expectReductions(backend, 5, 67, inner);
    },
  );

  test('over few rows of very many columns', async () => {
    await expectReductions(backend, 1, 3, 20_003);
    await expectReductions(backend, 2, 5, 4099);
  });

  test('int32 over rows and columns', async () => {
    for (const [outer, length, inner] of [
      [70, 9, 1],
      [1, 9001, 3],
      [3, 40, 70],
    ]) {
      for (const f of functions) {
        await expectParity(backend, {
          kernel: 'reduce',
          inputs: [integers([outer, length, inner], 8, -1000, 500)],
          outputs: [{ shape: [outer, inner], dtype: 'int32' }],
          attributes: { function: f, outer, length, inner },
        });
      }
    }
  });
});

describe('reductions [wasm]', async () => {
  const [alone, shared] = [await openWasm(1), await openWasm(3)];
  const reduction = (f: ReduceFunction, shape: [number, number, number], x: Values): Launch<'reduce'> => {
    const [outer, length, inner] = shape;
    const attributes = { function: f, outer, length, inner };
    return { kernel: 'reduce', inputs: [x], outputs: [{ shape: [outer, inner], dtype: 'float32' }], attributes };
  };

  test('do not depend on the number of threads', async () => {
    for (const shape of [
      [1, 50_001, 1],
      [1, 3001, 10],
      [1, 400, 101],
      [19, 999, 3],
      [5000, 10, 1],
    ] as [number, number, number][]) {
      const launch = reduction('sum', shape, floats(shape, 9));
      expect(await run(shared, launch)).toEqual(await run(alone, launch));
    }
  });

  test('a NaN among the values makes the result NaN, an infinity makes a sum infinite', async () => {
    for (const shape of [
      [1, 300, 1],
      [40, 10, 1],
      [1, 9000, 3],
      [2, 50, 70],
    ] as [number, number, number][]) {
      for (const f of functions) {
        const x = floats(shape, 10);
        x.values[11] = NaN;
        expect((await run(alone, reduction(f, shape, x)))[0].some(Number.isNaN)).toBe(true);
        x.values[11] = Infinity;
        expect((await run(alone, reduction(f, shape, x)))[0].includes(Infinity)).toBe(f !== 'min');
      }
    }
  });

  test('the first NaN is the largest', async () => {
    for (const inner of [1, 3]) {
      const x = floats([5, 9, inner], 11);
      for (const place of [2, 20, 21, 50, 100]) x.values[place % x.values.length] = NaN;
      await expectArgMax(alone, x);
    }
  });
});
