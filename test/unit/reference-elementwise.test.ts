import { describe, expect, it } from 'vitest';
import type { BinaryFunction, UnaryFunction } from '../../src/backend/kernels.js';
import { run, runInPlace } from '../../src/backend/run.js';
import type { DType } from '../../src/tensor/dtype.js';
import { broadcastShapes } from '../../src/tensor/shape.js';
import type { Tensor } from '../../src/tensor/tensor.js';
import { expectClose } from '../compare.js';
import { place, randomValues } from './reference-tensors.js';

function unary(f: UnaryFunction, x: Tensor, alpha?: number, beta?: number): Tensor {
  const attributes = { function: f, ...(alpha !== undefined && { alpha }), ...(beta !== undefined && { beta }) };
  return run('unary', [x], [{ shape: x.shape, dtype: x.dtype }], attributes)[0];
}

function binary(f: BinaryFunction, a: Tensor, b: Tensor, dtype: DType = a.dtype): Tensor {
  const shape = broadcastShapes(f, a.shape, b.shape);
  return run('binary', [a, b], [{ shape, dtype }], { function: f })[0];
}

describe('unary', () => {
  it.each<[UnaryFunction, number[], number[], number[]?]>([
    // Computed by hand, or with the functions' definitions.
    ['neg', [1, -2], [-1, 2]],
    ['abs', [1, -2], [1, 2]],
    ['sign', [3, 0, -2], [1, 0, -1]],
    ['exp', [0, 1], [1, Math.E]],
    ['log', [1, Math.E, 0], [0, 1, -Infinity]],
    ['sqrt', [4, 2], [2, Math.SQRT2]],
    ['square', [-3], [9]],
    ['reciprocal', [4], [0.25]],
    ['erf', [1], [0.8427007929497149]],
    ['relu', [-1, 0, 2], [0, 0, 2]],
    ['leakyRelu', [-2, 3], [-0.2, 3], [0.1]],
    ['elu', [Math.log(0.5), 3], [-1, 3], [2]],
    ['selu', [1, -1], [1.0507009873554805, -1.1113307378125625]],
    ['gelu', [1, -1, 0], [0.8413447460685429, -0.15865525393145707, 0]], // x Phi(x), Phi(1) = 0.84134474606854294859
    ['silu', [Math.log(3), 0], [0.75 * Math.log(3), 0]],
    ['sigmoid', [0, Math.log(3)], [0.5, 0.75]],
    ['tanh', [0, 0.5 * Math.log(3)], [0, 0.5]],
    ['softplus', [0, Math.log(3)], [Math.LN2, 2 * Math.LN2]],
    ['clip', [-5, 0.5, 5], [-1, 0.5, 2], [-1, 2]],
  ])('%s(%j) is %j', async (f, x, y, [alpha, beta] = []) => {
    await expectClose(unary(f, place(x), alpha, beta), y, { relative: 4e-16 });
  });

  it('keeps softplus, sigmoid and gelu exact where exp overflows or erf saturates', async () => {
    await expectClose(unary('softplus', place([1000, -1000])), [1000, 0]);
    await expectClose(unary('sigmoid', place([1000, -1000])), [1, 0]);
    // -10 Phi(-10), Phi(-10) = 7.619853024160526066e-24. Rounding x / sqrt(2) alone moves the result by up to x^2 = 100 times as
    // much, relatively: 1.1e-14.
    await expectClose(unary('gelu', place([-10])), [-7.619853024160526e-23], { relative: 1.2e-14 });
  });

  it('keeps elu and selu exact near 0, where exp(x) - 1 cancels', async () => {
    await expectClose(unary('elu', place([-1e-10]), 1), [-1e-10 + 5e-21], { relative: 4e-16 });
  });

  it.each<UnaryFunction>([
    ...(['neg', 'abs', 'sign', 'exp', 'log', 'sqrt', 'square', 'reciprocal', 'erf', 'relu', 'leakyRelu'] as const),
    ...(['elu', 'selu', 'gelu', 'silu', 'sigmoid', 'tanh', 'softplus', 'clip'] as const),
  ])('%s(NaN) is NaN', async (f) => {
    await expectClose(unary(f, place([NaN]), 0.5, 2), [NaN]);
  });

  it('works on int32 for what is defined there and refuses the rest by name', async () => {
    await expectClose(unary('neg', place([3, -4], [2], 'int32')), [-3, 4]);
    await expectClose(unary('clip', place([3, -4], [2], 'int32'), -1, 1), [1, -1]);
    expect(() => unary('exp', place([1], [1], 'int32'))).toThrow('unary: exp of int32 is not defined');
  });

  it('rounds float32 results once, from double arithmetic', async () => {
    const x = Float32Array.from(randomValues('x', 100));
    await expectClose(
      unary('gelu', place(x, [100], 'float32')),
      (await unary('gelu', place(x)).data()).map(Math.fround),
    );
  });
});

describe('binary', () => {
  it.each<[BinaryFunction, number[], number[], number[]]>([
    ['add', [1, 2], [10, 20], [11, 22]],
    ['sub', [1, 2], [10, 20], [-9, -18]],
    ['mul', [3, 2], [10, 20], [30, 40]],
    ['div', [1, 3, 1], [4, 2, 0], [0.25, 1.5, Infinity]],
    ['pow', [2, 9, -2], [10, 0.5, 3], [1024, 3, -8]],
    ['minimum', [1, 5, NaN, 1], [2, 4, 1, NaN], [1, 4, NaN, NaN]],
    ['maximum', [1, 5, NaN, 1], [2, 4, 1, NaN], [2, 5, NaN, NaN]],
    ['equal', [1, 2, NaN], [1, 3, NaN], [1, 0, 0]],
    ['notEqual', [1, 2, NaN], [1, 3, NaN], [0, 1, 1]],
    ['less', [1, 2, 3], [2, 2, 2], [1, 0, 0]],
    ['lessEqual', [1, 2, 3], [2, 2, 2], [1, 1, 0]],
    ['greater', [1, 2, 3], [2, 2, 2], [0, 0, 1]],
    ['greaterEqual', [1, 2, 3], [2, 2, 2], [0, 1, 1]],
    ['reluGradient', [5, 5, 5], [-1, 0, 0.1], [0, 0, 5]],
    ['sigmoidGradient', [8], [0.25], [1.5]],
    ['tanhGradient', [8], [0.5], [6]],
  ])('%s(%j, %j) is %j', async (f, a, b, y) => {
    await expectClose(binary(f, place(a), place(b)), y);
  });

  it('broadcasts either side along any axis', async () => {
    const cases = [
      [[2, 3, 4], [4]],
      [
        [2, 3, 4],
        [3, 1],
      ],
      [
        [2, 1, 4],
        [3, 1],
      ],
      [[], [2, 3]],
      [
        [1, 1],
        [1, 1],
      ],
      [
        [2, 3],
        [2, 3],
      ],
      [
        [5, 1, 1, 2],
        [3, 4, 1],
      ],
    ];
    for (const [shapeA, shapeB] of cases) {
      const a = place(
        randomValues(
          'a',
          shapeA.reduce((x, y) => x * y, 1),
        ),
        shapeA,
      );
      const b = place(
        randomValues(
          'b',
          shapeB.reduce((x, y) => x * y, 1),
        ),
        shapeB,
      );
      const shape = broadcastShapes('test', shapeA, shapeB);
      const [aValues, bValues] = [await a.data(), await b.data()];
      const expected = everyIndex(shape).map((index) => at(aValues, shapeA, index) - at(bValues, shapeB, index));
      await expectClose(binary('sub', a, b), expected, { what: `[${shapeA}] - [${shapeB}]` });
    }
  });

  it('compares int32 into float32 and computes int32 in int32', async () => {
    const [a, b] = [place([1, 7, -3], [3], 'int32'), place([2], [1], 'int32')];
    await expectClose(binary('greater', a, b, 'float32'), [0, 1, 0]);
    await expectClose(binary('mul', a, b), [2, 14, -6]);
  });

  it('of nothing is nothing', async () => {
    await expectClose(binary('add', place([], [0, 3]), place([1, 2, 3])), []);
  });
});

describe('select, cast and fill', () => {
  it('select takes a where the condition is not 0, broadcasting all three', async () => {
    const y = run(
      'select',
      [place([1, 0, -2], [3, 1], 'float32'), place([10, 20]), place([-1, -2, -3, -4, -5, -6], [3, 2])],
      [{ shape: [3, 2], dtype: 'float64' }],
      {},
    )[0];
    await expectClose(y, [10, 20, -3, -4, 10, 20]);
  });

  it('cast cuts towards zero into int32 and rounds into float32', async () => {
    const x = place([1.9, -1.9, 0.1]);
    await expectClose(run('cast', [x], [{ shape: [3], dtype: 'int32' }], {})[0], [1, -1, 0]);
    await expectClose(run('cast', [x], [{ shape: [3], dtype: 'float32' }], {})[0], [1.9, -1.9, 0.1].map(Math.fround));
  });

  it('fill overwrites every element, of any dtype', async () => {
    for (const dtype of ['float32', 'float64', 'int32', 'uint8'] as const) {
      const y = place([1, 2, 3], [3], dtype);
      runInPlace('fill', [], [y], { value: 7 });
      await expectClose(y, [7, 7, 7], { what: dtype });
    }
  });
});

/** All multi-indices of a shape, in row-major order. */
function everyIndex(shape: readonly number[]): number[][] {
  return shape.reduce<number[][]>(
    (list, length) => list.flatMap((head) => Array.from({ length }, (_, i) => [...head, i])),
    [[]],
  );
}

/** The element that a tensor of shape `shape` shows at `index` of what it was broadcast to. */
function at(values: ArrayLike<number>, shape: readonly number[], index: number[]): number {
  const own = index.slice(index.length - shape.length);
  return values[shape.reduce((flat, length, axis) => flat * length + (length === 1 ? 0 : own[axis]), 0)];
}
