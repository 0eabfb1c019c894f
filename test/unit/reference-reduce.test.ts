import { describe, expect, it } from 'vitest';
import type { ReduceFunction } from '../../src/backend/kernels.js';
import { run } from '../../src/backend/run.js';
import type { DType } from '../../src/tensor/dtype.js';
import type { Tensor } from '../../src/tensor/tensor.js';
import { expectClose } from '../compare.js';
import { place, randomValues } from './reference-tensors.js';

function reduce(f: ReduceFunction, x: Tensor, outer: number, length: number, inner: number): Tensor {
  const output = { shape: [outer, inner], dtype: x.dtype };
  return run('reduce', [x], [output], { function: f, outer, length, inner })[0];
}

function argMax(values: number[], outer: number, length: number, inner: number, dtype: DType = 'float64'): Tensor {
  const output = { shape: [outer, inner], dtype: 'int32' } as const;
  return run('argMax', [place(values, [values.length], dtype)], [output], { outer, length, inner })[0];
}

describe('reduce', () => {
  // By hand: x[2, 3, 2].
  const x = place([1, 10, 2, 20, 6, 60, -1, 0, -2, -20, -6, 50], [2, 3, 2]);

  it.each<[ReduceFunction, number[]]>([
    ['sum', [9, 90, -9, 30]],
    ['mean', [3, 30, -3, 10]],
    ['max', [6, 60, -1, 50]],
    ['min', [1, 10, -6, -20]],
  ])('%s runs along the middle axis of [outer, length, inner]', async (f, expected) => {
    await expectClose(reduce(f, x, 2, 3, 2), expected);
  });

  it('gives the same whether an axis is reduced as the last or, transposed, as the first', async () => {
    const [rows, columns] = [7, 13];
    const values = randomValues('reduce', rows * columns);
    const transposed = Float64Array.from(values, (_, i) => values[(i % rows) * columns + Math.floor(i / rows)]);
    for (const f of ['sum', 'mean', 'max', 'min'] as const) {
      const last = reduce(f, place(values), rows, columns, 1);
      const first = reduce(f, place(transposed), 1, columns, rows);
      await expectClose(last, await first.data(), { what: f });
    }
  });

  it('sums float32 in double precision: 2^24 ones and a million halves do not get lost', async () => {
    const values = new Float32Array(1_000_001).fill(0.5);
    values[0] = 2 ** 24;
    await expectClose(reduce('sum', place(values, [1_000_001], 'float32'), 1, 1_000_001, 1), [2 ** 24 + 500_000]);
  });

  it('a NaN makes the maximum and the minimum NaN, wherever it stands', async () => {
    for (const values of [
      [NaN, 1, 2],
      [1, NaN, 2],
      [1, 2, NaN],
    ]) {
      await expectClose(reduce('max', place(values), 1, 3, 1), [NaN]);
      await expectClose(reduce('min', place(values), 1, 3, 1), [NaN]);
    }
  });

  it('over no elements is the neutral element, and the mean is undefined', async () => {
    const nothing = place([], [1, 0, 2]);
    await expectClose(reduce('sum', nothing, 1, 0, 2), [0, 0]);
    await expectClose(reduce('max', nothing, 1, 0, 2), [-Infinity, -Infinity]);
    await expectClose(reduce('min', nothing, 1, 0, 2), [Infinity, Infinity]);
    await expectClose(reduce('mean', nothing, 1, 0, 2), [NaN, NaN]);
  });
});

describe('argMax', () => {
  it('takes the first of equal maxima, along the middle axis', async () => {
    await expectClose(argMax([1, 9, 5, 9, 5, 2, -3, -1, -2, -1, -4, -1], 2, 3, 2), [1, 0, 1, 0]);
  });

  it('finds a maximum of -Infinity, and the first NaN before any number', async () => {
    await expectClose(argMax([-Infinity, -Infinity], 1, 2, 1), [0]);
    await expectClose(argMax([1, NaN, Infinity, NaN], 1, 4, 1), [1]);
    await expectClose(argMax([NaN, 5], 1, 2, 1), [0]);
  });

  it('works on int32', async () => {
    expect(await argMax([3, 8, 8], 1, 3, 1, 'int32').data()).toEqual(Int32Array.of(1));
  });
});
