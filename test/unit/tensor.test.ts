import { describe, expect, it } from 'vitest';
import { setBackend } from '../../src/backend/current.js';
import { referenceBackend } from '../../src/backend/reference/reference-backend.js';
import { full, fullLike, ones, tensor, zeros } from '../../src/ops/create.js';
import '../../src/ops/index.js';
import { broadcastShapes, broadcastStrides, normalizeAxes, rowMajorStrides } from '../../src/tensor/shape.js';

const backend = referenceBackend();
setBackend(backend);

describe('a tensor', () => {
  it('is float32 on the backend in use unless it is told otherwise', () => {
    const x = tensor([1, 2]);
    expect([x.dtype, x.device, x.requiresGrad]).toEqual(['float32', backend, false]);
    const other = referenceBackend();
    const y = tensor([1], { dtype: 'float64', backend: other, requiresGrad: true });
    expect([y.dtype, y.device, y.requiresGrad]).toEqual(['float64', other, true]);
  });

  it.each([
    ['a number', 5, []],
    ['a list', [1, 2, 3], [3]],
    [
      'nested lists',
      [
        [[1], [2]],
        [[3], [4]],
      ],
      [2, 2, 1],
    ],
    ['an empty list', [], [0]],
  ])('made of %s has its shape and gives it back', async (_, values, shape) => {
    const x = tensor(values, { dtype: 'float64' });
    expect(x.shape).toEqual(shape);
    expect(await x.array()).toEqual(values);
  });

  it('made of flat values takes the shape given', async () => {
    const x = tensor(Float32Array.of(1, 2, 3, 4), { shape: [2, 2] });
    expect(await x.array()).toEqual([
      [1, 2],
      [3, 4],
    ]);
    expect([x.rank, x.size]).toEqual([2, 4]);
  });

  it('does not change when the values it was made of change, nor when those it gave out do', async () => {
    const values = Float32Array.of(1, 2);
    const x = tensor(values);
    values[0] = 9;
    const out = await x.data();
    out[1] = 9;
    expect(await x.array()).toEqual([1, 2]);
  });

  it('rounds its values into float32', async () => {
    expect(await tensor(0.1).item()).toBe(Math.fround(0.1));
    expect(await tensor(0.1, { dtype: 'float64' }).item()).toBe(0.1);
  });

  it('gives its only element, and refuses to choose among several', async () => {
    expect(await tensor([[7]]).item()).toBe(7);
    await expect(tensor([1, 2]).item()).rejects.toThrow('item: the tensor [2] has 2 elements, expected exactly one');
  });

  it('can be filled with one value', async () => {
    expect(await zeros([2]).array()).toEqual([0, 0]);
    expect(await ones([2]).array()).toEqual([1, 1]);
    expect(await full([2], -3, { dtype: 'int32' }).array()).toEqual([-3, -3]);
    const like = fullLike(zeros([1, 2], { dtype: 'float64' }), 4);
    expect([like.shape, like.dtype]).toEqual([[1, 2], 'float64']);
  });

  it('says what it is, and what happened to it', async () => {
    const x = zeros([2, 3]);
    expect(String(x)).toBe('Tensor([2, 3] float32 on reference)');
    x.dispose();
    x.dispose();
    expect(x.isDisposed).toBe(true);
    await expect(x.data()).rejects.toThrow('tensor [2, 3] was disposed; if a tidy() freed it, return it from there');
    expect(() => x.add(1)).toThrow('was disposed');
  });
});

describe('shapes', () => {
  it('broadcast from the last axis on', () => {
    expect(broadcastShapes('add', [2, 1, 3], [4, 1])).toEqual([2, 4, 3]);
    expect(broadcastShapes('add', [], [2])).toEqual([2]);
    expect(broadcastShapes('add', [1], [0])).toEqual([0]);
  });

  it('have row-major strides, 0 where they are repeated', () => {
    expect(rowMajorStrides([3, 4, 5])).toEqual([20, 5, 1]);
    expect(broadcastStrides([4, 1], [2, 4, 3])).toEqual([0, 1, 0]);
  });

  it('have axes that count from the back if negative, and all of them by default', () => {
    expect(normalizeAxes('sum', [-1, 0], 3)).toEqual([0, 2]);
    expect(normalizeAxes('sum', undefined, 2)).toEqual([0, 1]);
    expect(normalizeAxes('sum', -2, 2)).toEqual([0]);
  });
});
