import { describe, expect, it } from 'vitest';
import { run, runInPlace } from '../../src/backend/run.js';
import { place, randomValues } from './reference-tensors.js';
import { expectClose } from '../compare.js';

describe('copy', () => {
  const x = place([0, 1, 2, 3, 4, 5], [2, 3]);

  it('transposes, flips, slices and repeats, by strides alone', async () => {
    const cases = [
      { what: 'transpose', shape: [3, 2], inputOffset: 0, inputStrides: [1, 3], expected: [0, 3, 1, 4, 2, 5] },
      { what: 'flip', shape: [2, 3], inputOffset: 5, inputStrides: [-3, -1], expected: [5, 4, 3, 2, 1, 0] },
      { what: 'slice', shape: [2, 1], inputOffset: 1, inputStrides: [3, 1], expected: [1, 4] },
      {
        what: 'repeat',
        shape: [2, 2, 3],
        inputOffset: 0,
        inputStrides: [3, 0, 1],
        expected: [0, 1, 2, 0, 1, 2, 3, 4, 5, 3, 4, 5],
      },
      { what: 'scalar', shape: [], inputOffset: 4, inputStrides: [], expected: [4] },
    ];
    for (const { what, shape, inputOffset, inputStrides, expected } of cases) {
      const outputStrides = shape.map((_, axis) => shape.slice(axis + 1).reduce((a, b) => a * b, 1));
      const attributes = { shape, inputOffset, inputStrides, outputOffset: 0, outputStrides };
      await expectClose(run('copy', [x], [{ shape, dtype: 'float64' }], attributes)[0], expected, {
        what,
      });
    }
  });

  it('leaves the rest of y as it was', async () => {
    const y = place([9, 9, 9, 9, 9, 9, 9, 9], [2, 4]);
    runInPlace('copy', [x], [y], {
      shape: [2, 2],
      inputOffset: 0,
      inputStrides: [3, 1],
      outputOffset: 1,
      outputStrides: [4, 2],
    });
    await expectClose(y, [9, 0, 9, 1, 9, 3, 9, 4]);
  });

  it('moves every dtype unchanged', async () => {
    for (const dtype of ['float32', 'float64', 'int32', 'uint8'] as const) {
      const attributes = { shape: [3], inputOffset: 2, inputStrides: [-1], outputOffset: 0, outputStrides: [1] };
      const [y] = run('copy', [place([1, 2, 250], [3], dtype)], [{ shape: [3], dtype }], attributes);
      await expectClose(y, [250, 2, 1], { what: dtype });
    }
  });

  it('transposing four axes in any order agrees with moving one element at a time', async () => {
    const [shape, order] = [
      [2, 3, 4, 5],
      [2, 0, 3, 1],
    ];
    const values = randomValues('copy', 120);
    const strides = [60, 20, 5, 1];
    const outShape = order.map((axis) => shape[axis]);
    const expected: number[] = [];
    for (let a = 0; a < 4; a++)
      for (let b = 0; b < 2; b++)
        for (let c = 0; c < 5; c++) for (let d = 0; d < 3; d++) expected.push(values[b * 60 + d * 20 + a * 5 + c]);
    const attributes = {
      shape: outShape,
      inputOffset: 0,
      inputStrides: order.map((axis) => strides[axis]),
      outputOffset: 0,
      outputStrides: [30, 15, 3, 1],
    };
    const [y] = run('copy', [place(values)], [{ shape: outShape, dtype: 'float64' }], attributes);
    await expectClose(y, expected);
  });

  it('of an empty shape touches nothing', async () => {
    const y = place([1, 2]);
    runInPlace('copy', [x], [y], {
      shape: [2, 0],
      inputOffset: 0,
      inputStrides: [3, 1],
      outputOffset: 0,
      outputStrides: [0, 1],
    });
    await expectClose(y, [1, 2]);
  });
});

describe('gather and scatterAdd', () => {
  const sizes = { outer: 2, length: 3, inner: 2, count: 4 };
  const indices = place([2, 0, 2, 5], [4], 'int32');

  it('gather takes slices of the middle axis, scales them, and reads 0 outside', async () => {
    const x = place([0, 1, 2, 3, 4, 5, 10, 11, 12, 13, 14, 15]);
    const [y] = run('gather', [x, indices], [{ shape: [2, 4, 2], dtype: 'float64' }], { ...sizes, scale: 10 });
    await expectClose(y, [40, 50, 0, 10, 40, 50, 0, 0, 140, 150, 100, 110, 140, 150, 0, 0]);
  });

  it('gather makes scaled float32 of bytes and keeps int32', async () => {
    const index = place([1, 0, -1], [3], 'int32');
    const attributes = { outer: 1, length: 2, inner: 1, count: 3 };
    const bytes = run('gather', [place([255, 51], [2], 'uint8'), index], [{ shape: [3], dtype: 'float32' }], {
      ...attributes,
      scale: 1 / 255,
    })[0];
    await expectClose(bytes, [0.2, 1, 0].map(Math.fround));
    const labels = run('gather', [place([7, 3], [2], 'int32'), index], [{ shape: [3], dtype: 'int32' }], {
      ...attributes,
      scale: 1,
    })[0];
    expect(await labels.data()).toEqual(Int32Array.of(3, 7, 0));
  });

  it('scatterAdd adds up what several indices bring to one place, and overwrites what was there', async () => {
    const dy = place([1, 2, 3, 4, 5, 6, 7, 8, 10, 20, 30, 40, 50, 60, 70, 80]);
    const dx = place(new Float64Array(12).fill(99), [2, 3, 2]);
    runInPlace('scatterAdd', [dy, indices], [dx], sizes);
    await expectClose(dx, [3, 4, 0, 0, 6, 8, 30, 40, 0, 0, 60, 80]);
  });

  it('scatterAdd is the transpose of gather: <gather(x), dy> = <x, scatterAdd(dy)>', async () => {
    const [x, dy] = [randomValues('x', 12), randomValues('dy', 16)];
    const [y] = run('gather', [place(x), indices], [{ shape: [16], dtype: 'float64' }], { ...sizes, scale: 1 });
    const [dx] = run('scatterAdd', [place(dy), indices], [{ shape: [12], dtype: 'float64' }], sizes);
    expectClose([dot(await y.data(), dy)], [dot(x, await dx.data())], { relative: 1e-14 });
  });
});

describe('oneHot', () => {
  it('writes onValue at the index, offValue elsewhere, and offValue everywhere for an index outside', async () => {
    const attributes = { depth: 3, onValue: 0.9, offValue: 0.05 };
    const [y] = run('oneHot', [place([1, 3, -1], [3], 'int32')], [{ shape: [3, 3], dtype: 'float64' }], attributes);
    await expectClose(y, [0.05, 0.9, 0.05, 0.05, 0.05, 0.05, 0.05, 0.05, 0.05]);
  });
});

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Array.from(a).reduce((sum, value, i) => sum + value * b[i], 0);
}
