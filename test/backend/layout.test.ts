import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rowMajorStrides, sizeOf } from '../../src/tensor/shape.js';
import { collapseAxes } from '../../src/backend/webgpu/kernels/strided-axes.js';
import { describeOn, openWebGpu } from './adapter.js';
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

describeOn(await openWebGpu(), 'moves of elements agree with the reference', (backend) => {
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
});
