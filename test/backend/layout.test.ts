import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rowMajorStrides, sizeOf } from '../../src/tensor/shape.js';
import { collapseAxes } from '../../src/backend/webgpu/kernels/strided-axes.js';
import { describeOnEach } from './adapter.js';
import { expectParity, floats, integers, type Values } from './parity.js';

const values = (dtype: 'float32' | 'int32' | 'uint8', shape: number[], seed: number): Values =>
  dtype === 'float32' ? floats(shape, seed) : integers(shape, seed, 0, 250, dtype);

const dtypes = fc.constantFrom('float32', 'int32', 'uint8');
const shapes = fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 0, maxLength: 4 });

test('axes that are walked as one become one', () => {
  expect(collapseAxes([2, 3, 4], [[12, 4, 1]])).toEqual({ shape: [0], strides: [[1]] });
  expect(collapseAxes([2, 3, 4], [[12, 4, 1], [4, 0, 1]])).toEqual({ shape: [0, 3, 4], strides: [[12, 4, 1], [4, 0, 1]] }); // prettier-ignore
  expect(collapseAxes([5, 1, 4], [[4, 99, 1], [0, 99, 1]])).toEqual({ shape: [0, 4], strides: [[4, 1], [0, 1]] }); // prettier-ignore
  expect(collapseAxes([], [[], []])).toEqual({ shape: [0], strides: [[0], [0]] });
  expect(collapseAxes([2, 3], [[-3, -1]])).toEqual({ shape: [0], strides: [[-1]] });
});

await describeOnEach('moves of elements agree with the reference', (backend) => {
  test('copy permutes and reverses axes', async () => {
    await fc.assert(
      fc.asyncProperty(shapes, fc.array(fc.nat(99), { minLength: 4 }), dtypes, async (shape, order, dtype) => {
        const axes = shape.map((_, axis) => axis).sort((a, b) => order[a] - order[b]);
        const strides = rowMajorStrides(shape);
        const isReversed = (axis: number) => order[axis] % 2 === 1;
        await expectParity(backend, {
          kernel: 'copy',
          inputs: [values(dtype, shape, 31)],
          outputs: [{ shape: axes.map((axis) => shape[axis]), dtype }],
          attributes: {
            shape: axes.map((axis) => shape[axis]),
            inputOffset: axes.reduce(
              (sum, axis) => sum + (isReversed(axis) ? (shape[axis] - 1) * strides[axis] : 0),
              0,
            ),
            inputStrides: axes.map((axis) => (isReversed(axis) ? -strides[axis] : strides[axis])),
            outputOffset: 0,
            outputStrides: rowMajorStrides(axes.map((axis) => shape[axis])),
          },
        });
      }),
      { numRuns: 20 },
    );
  });

  test.each(['float32', 'int32', 'uint8'] as const)(
    'copy of %s into a window leaves the rest as it was',
    async (dtype) => {
      for (const [height, width] of [
        [1, 1],
        [3, 5],
        [16, 17],
      ]) {
        await expectParity(backend, {
          kernel: 'copy',
          inputs: [values(dtype, [height, width], 32)],
          outputs: [values(dtype, [height + 4, width + 3], 33)],
          attributes: {
            shape: [height, width],
            inputOffset: 0,
            inputStrides: [width, 1],
            outputOffset: 2 * (width + 3) + 1,
            outputStrides: [width + 3, 1],
          },
        });
      }
    },
  );

  test('copy repeats along a stride of 0', async () => {
    await expectParity(backend, {
      kernel: 'copy',
      inputs: [integers([3, 2], 34, 0, 250, 'uint8')],
      outputs: [{ shape: [3, 5, 2], dtype: 'uint8' }],
      attributes: {
        shape: [3, 5, 2],
        inputOffset: 0,
        inputStrides: [2, 0, 1],
        outputOffset: 0,
        outputStrides: [10, 2, 1],
      },
    });
  });

  test.each(['float32', 'int32', 'uint8'] as const)('gather of %s, with indices outside', async (dtype) => {
    const size = fc.integer({ min: 1, max: 9 });
    await fc.assert(
      fc.asyncProperty(
        size,
        size,
        size,
        size,
        fc.constantFrom(1, 1 / 255, -3),
        async (outer, length, inner, count, scale) => {
          await expectParity(backend, {
            kernel: 'gather',
            inputs: [values(dtype, [outer, length, inner], 35), integers([count], 36, -1, length + 1)],
            outputs: [{ shape: [outer, count, inner], dtype: dtype === 'uint8' ? 'float32' : dtype }],
            attributes: { outer, length, inner, count, scale: dtype === 'int32' ? Math.ceil(scale) : scale },
          });
        },
      ),
      { numRuns: 8 },
    );
  });

  test('gather of int32 keeps numbers that float32 cannot hold', async () => {
    await expectParity(backend, {
      kernel: 'gather',
      inputs: [
        { shape: [1, 2, 1], values: Int32Array.of(16_777_217, -2_147_483_647) },
        { shape: [2], values: Int32Array.of(1, 0) },
      ],
      outputs: [{ shape: [1, 2, 1], dtype: 'int32' }],
      attributes: { outer: 1, length: 2, inner: 1, count: 2, scale: 1 },
    });
  });

  test('gather cuts a batch of images', async () => {
    await expectParity(backend, {
      kernel: 'gather',
      inputs: [integers([1, 200, 784], 37, 0, 256, 'uint8'), integers([128], 38, 0, 200)],
      outputs: [{ shape: [128, 28, 28, 1], dtype: 'float32' }],
      attributes: { outer: 1, length: 200, inner: 784, count: 128, scale: 1 / 255 },
    });
  });

  test('scatterAdd adds what gather took several times', async () => {
    const size = fc.integer({ min: 1, max: 12 });
    await fc.assert(
      fc.asyncProperty(size, size, size, size, async (outer, length, inner, count) => {
        await expectParity(backend, {
          kernel: 'scatterAdd',
          inputs: [floats([outer, count, inner], 39), integers([count], 40, -1, length + 1)],
          outputs: [{ shape: [outer, length, inner], dtype: 'float32' }],
          attributes: { outer, length, inner, count },
        });
      }),
      { numRuns: 8 },
    );
  });

  test.each([1, 2, 10, 257])('oneHot of depth %i', async (depth) => {
    const indices = integers([27], depth, -1, depth + 1);
    expect(sizeOf(indices.shape)).toBe(27);
    await expectParity(backend, {
      kernel: 'oneHot',
      inputs: [indices],
      outputs: [{ shape: [27, depth], dtype: 'float32' }],
      attributes: { depth, onValue: 0.9, offValue: -0.1 },
    });
  });

  // The sizes are those on both sides of a tile of 4, a band of 16, a loop that is written out, a piece of a long row.
  test.each([
    [1, 5],
    [3, 4],
    [4, 3],
    [5, 17],
    [16, 16],
    [33, 15],
    [130, 259],
  ])('copy transposes %i x %i, alone and in a stack, into a window', async (rows, columns) => {
    for (const dtype of ['float32', 'int32', 'uint8'] as const) {
      for (const stack of [1, 3]) {
        const width = rows + 2;
        await expectParity(backend, {
          kernel: 'copy',
          inputs: [values(dtype, [stack, rows, columns], 41)],
          outputs: [values(dtype, [stack, columns, width], 42)],
          attributes: {
            shape: [stack, columns, rows],
            inputOffset: 0,
            inputStrides: [rows * columns, 1, columns],
            outputOffset: 1,
            outputStrides: [columns * width, width, 1],
          },
        });
      }
    }
  });

  test('copy swaps channels and pixels both ways', async () => {
    const [pixels, channels] = [7 * 7, 3];
    for (const [inner, outer] of [
      [pixels, channels],
      [channels, pixels],
    ]) {
      await expectParity(backend, {
        kernel: 'copy',
        inputs: [floats([5, outer, inner], 43)],
        outputs: [{ shape: [5, inner, outer], dtype: 'float32' }],
        attributes: {
          shape: [5, inner, outer],
          inputOffset: 0,
          inputStrides: [pixels * channels, 1, inner],
          outputOffset: 0,
          outputStrides: [pixels * channels, outer, 1],
        },
      });
    }
  });

  test.each([1, 3, 4, 5, 35, 36, 37, 127, 128, 2049, 5000])('copy of rows of %i', async (width) => {
    const rows = 3;
    for (const dtype of ['float32', 'uint8'] as const) {
      // As they are, each repeating its first element, and reversed.
      for (const [step, offset] of [
        [1, 0],
        [0, 0],
        [-1, width - 1],
      ]) {
        await expectParity(backend, {
          kernel: 'copy',
          inputs: [values(dtype, [rows, width], 44)],
          outputs: [values(dtype, [rows, width + 1], 45)],
          attributes: {
            shape: [rows, width],
            inputOffset: offset,
            inputStrides: [width, step],
            outputOffset: 1,
            outputStrides: [width + 1, 1],
          },
        });
      }
    }
  });

  test.each([20_000, 20_001])('copy of %i neighbours from anywhere to anywhere', async (count) => {
    for (const dtype of ['float32', 'uint8'] as const) {
      await expectParity(backend, {
        kernel: 'copy',
        inputs: [values(dtype, [count + 5], 46)],
        outputs: [values(dtype, [count + 9], 47)],
        attributes: { shape: [count], inputOffset: 5, inputStrides: [1], outputOffset: 3, outputStrides: [1] },
      });
    }
  });

  test.each([1, 3, 4, 15, 16, 17, 31, 37, 130])('gather of items of %i, threads sharing the rows', async (inner) => {
    const [outer, length, count] = [2, 11, 1 + Math.ceil(10_000 / inner)];
    for (const [dtype, scale] of [
      ['uint8', 1 / 255],
      ['float32', 0.5],
      ['float32', 1],
      ['int32', 1],
      ['int32', -3],
    ] as const) {
      await expectParity(backend, {
        kernel: 'gather',
        inputs: [values(dtype, [outer, length, inner], 48), integers([count], 49, -1, length + 1)],
        outputs: [{ shape: [outer, count, inner], dtype: dtype === 'uint8' ? 'float32' : dtype }],
        attributes: { outer, length, inner, count, scale },
      });
    }
  });

  test.each([1, 3, 4, 5, 16, 33])('scatterAdd into rows of %i, threads sharing them', async (inner) => {
    const [outer, length, count] = [2, 70, 1 + Math.ceil(9000 / inner)];
    await expectParity(backend, {
      kernel: 'scatterAdd',
      inputs: [floats([outer, count, inner], 50), integers([count], 51, -2, length + 2)],
      outputs: [{ shape: [outer, length, inner], dtype: 'float32' }],
      attributes: { outer, length, inner, count },
    });
  });

  test('oneHot of many rows', async () => {
    await expectParity(backend, {
      kernel: 'oneHot',
      inputs: [integers([2001], 52, -1, 12)],
      outputs: [{ shape: [2001, 11], dtype: 'float32' }],
      attributes: { depth: 11, onValue: 1, offValue: 0 },
    });
  });
});
