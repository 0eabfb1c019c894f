import { describe, expect, it } from 'vitest';
import { setBackend } from '../../src/backend/current.js';
import { referenceBackend } from '../../src/backend/reference/reference-backend.js';
import { fullLike, tensor } from '../../src/ops/create.js';
import { embed } from '../../src/ops/embed.js';
import { concat, matmul, stack, where } from '../../src/ops/functions.js';
import '../../src/ops/index.js';
import { scatterAdd } from '../../src/ops/scatter-add.js';
import type { NestedArray, Tensor } from '../../src/tensor/tensor.js';
import { expectClose } from '../compare.js';

setBackend(referenceBackend());

const real = (values: NestedArray) => tensor(values, { dtype: 'float64' });
const whole = (values: NestedArray) => tensor(values, { dtype: 'int32' });
const bytes = (values: NestedArray) => tensor(values, { dtype: 'uint8' });
/** dL/dx for L = sum of fn(x). */
async function gradientOf(fn: (x: Tensor) => Tensor, values: NestedArray): Promise<NestedArray | undefined> {
  const x = tensor(values, { dtype: 'float64', requiresGrad: true });
  fn(x).sum().backward();
  return x.grad?.array();
}

type Case = [what: string, found: () => Tensor, expected: NestedArray];

describe('by hand: elementwise', () => {
  const cases: Case[] = [
    [
      'add broadcasts',
      () => real([[1], [2]]).add(real([10, 20])),
      [
        [11, 21],
        [12, 22],
      ],
    ],
    ['sub', () => real([1, 2]).sub(real([3, 5])), [-2, -3]],
    ['rsub is the number minus x', () => real([1, 2]).rsub(10), [9, 8]],
    ['mul with a number', () => real([1, 2]).mul(3), [3, 6]],
    ['div', () => real([1, -3]).div(2), [0.5, -1.5]],
    ['rdiv is the number over x', () => real([1, -4]).rdiv(2), [2, -0.5]],
    ['pow with a negative base and a whole exponent', () => real([-2, -3, 4]).pow(real([3, 2, 0.5])), [-8, 9, 2]],
    ['minimum', () => real([1, 5]).minimum(3), [1, 3]],
    ['maximum', () => real([1, 5]).maximum(3), [3, 5]],
    ['equal', () => real([1, 2, 3]).equal(2), [0, 1, 0]],
    ['notEqual', () => real([1, 2, 3]).notEqual(2), [1, 0, 1]],
    ['less', () => real([1, 2, 3]).less(2), [1, 0, 0]],
    ['lessEqual', () => real([1, 2, 3]).lessEqual(2), [1, 1, 0]],
    ['greater', () => real([1, 2, 3]).greater(2), [0, 0, 1]],
    ['greaterEqual', () => real([1, 2, 3]).greaterEqual(2), [0, 1, 1]],
    ['where takes a number on either side', () => where(whole([1, 0, 5]), real([1, 2, 3]), -1), [1, -1, 3]],
    ['where leaves what is not chosen out, even NaN', () => where(whole([0, 1]), 7, real([NaN, NaN]).mul(0)), [NaN, 7]],
    ['neg', () => real([1, -2]).neg(), [-1, 2]],
    ['abs', () => real([1, -2]).abs(), [1, 2]],
    ['sign', () => real([3, -2, 0]).sign(), [1, -1, 0]],
    ['exp', () => real([0, 1]).exp(), [1, Math.E]],
    ['log', () => real([1, Math.E]).log(), [0, 1]],
    ['sqrt', () => real([4, 9]).sqrt(), [2, 3]],
    ['square', () => real([-3, 4]).square(), [9, 16]],
    ['reciprocal', () => real([4, -0.5]).reciprocal(), [0.25, -2]],
    ['erf(1), from Abramowitz and Stegun table 7.1', () => real([0, 1]).erf(), [0, 0.8427007929]],
    ['clip', () => real([-5, 0.5, 5]).clip(-1, 2), [-1, 0.5, 2]],
    ['cast cuts towards zero', () => real([1.9, -1.9]).cast('int32'), [1, -1]],
  ];
  it.each(cases)('%s', async (_, found, expected) => {
    await expectClose(found(), expected, { absolute: 1e-10 });
  });
});

describe('by hand: activations', () => {
  const cases: Case[] = [
    ['relu', () => real([-1, 0, 2]).relu(), [0, 0, 2]],
    ['leakyRelu has the slope 0.2 by default', () => real([-1, 2]).leakyRelu(), [-0.2, 2]],
    ['elu', () => real([-1, 2]).elu(), [Math.exp(-1) - 1, 2]],
    ['elu with alpha', () => real([-1, 2]).elu(3), [3 * (Math.exp(-1) - 1), 2]],
    ['selu at 1 is its scale', () => real([1]).selu(), [1.0507009873554805]],
    ['gelu at 1 is Phi(1)', () => real([0, 1]).gelu(), [0, 0.8413447460685429]],
    ['silu', () => real([0, 1]).silu(), [0, 1 / (1 + Math.exp(-1))]],
    ['sigmoid', () => real([0, -800, 800]).sigmoid(), [0.5, 0, 1]],
    ['tanh', () => real([0, 1]).tanh(), [0, Math.tanh(1)]],
    ['softplus does not overflow', () => real([0, 1000, -1000]).softplus(), [Math.LN2, 1000, 0]],
    ['softmax of equals is even, however large', () => real([1e4, 1e4]).softmax(), [0.5, 0.5]],
    [
      'softmax down the columns',
      () =>
        real([
          [0, 5],
          [0, 5],
        ]).softmax(0),
      [
        [0.5, 0.5],
        [0.5, 0.5],
      ],
    ],
    ['logSoftmax does not underflow', () => real([0, 2000]).logSoftmax(), [-2000, 0]],
  ];
  it.each(cases)('%s', async (_, found, expected) => {
    await expectClose(found(), expected, { absolute: 1e-12 });
  });
});

describe('by hand: reductions', () => {
  const x = () =>
    real([
      [1, 2, 3],
      [4, 6, 8],
    ]);
  const cases: Case[] = [
    ['sum of all', () => x().sum(), 24],
    ['sum down the columns', () => x().sum(0), [5, 8, 11]],
    [
      'sum along no axis is x',
      () => x().sum([]),
      [
        [1, 2, 3],
        [4, 6, 8],
      ],
    ],
    ['sum of nothing is 0', () => real([]).sum(), 0],
    ['mean, the axis kept', () => x().mean(-1, { keepDims: true }), [[2], [6]]],
    ['max', () => x().max(0), [4, 6, 8]],
    ['min', () => x().min(1), [1, 4]],
    ['variance is the biased one', () => x().variance(1), [2 / 3, 8 / 3]],
    ['variance with a large mean', () => x().add(1e8).variance(1), [2 / 3, 8 / 3]],
    ['standardDeviation', () => real([1, 3]).standardDeviation(), 1],
    ['logSumExp without overflow', () => real([1000, 1000]).logSumExp(), 1000 + Math.LN2],
    [
      'argMax takes the first of equals',
      () =>
        real([
          [1, 3, 3],
          [5, 2, 5],
        ]).argMax(1),
      [1, 0],
    ],
    ['argMax of all axes counts in row-major order', () => x().argMax(), 5],
    [
      'argMax of axes that are no neighbours',
      () =>
        real([
          [
            [1, 9],
            [2, 0],
          ],
          [
            [3, 4],
            [8, 5],
          ],
        ]).argMax([0, 2]),
      [1, 2],
    ],
  ];
  it.each(cases)('%s', async (_, found, expected) => {
    await expectClose(found(), expected, { absolute: 1e-12 });
  });
});

describe('by hand: products', () => {
  const [a, b] = [
    real([
      [1, 2],
      [3, 4],
    ]),
    real([
      [5, 6],
      [7, 8],
    ]),
  ];
  const cases: Case[] = [
    [
      'matmul',
      () => a.matmul(b),
      [
        [19, 22],
        [43, 50],
      ],
    ],
    [
      'matmul as a function',
      () => matmul(a, b),
      [
        [19, 22],
        [43, 50],
      ],
    ],
    [
      'matmul, left transposed',
      () => a.matmul(b, { transposeA: true }),
      [
        [26, 30],
        [38, 44],
      ],
    ],
    [
      'matmul, right transposed',
      () => a.matmul(b, { transposeB: true }),
      [
        [17, 23],
        [39, 53],
      ],
    ],
    [
      'matmul of a batch with one matrix',
      () => stack([a, b]).matmul(a),
      [
        [
          [7, 10],
          [15, 22],
        ],
        [
          [23, 34],
          [31, 46],
        ],
      ],
    ],
    ['dot of vectors', () => real([1, 2]).dot(real([3, 4])), 11],
    ['dot of a matrix and a vector', () => a.dot(real([1, 1])), [3, 7]],
    ['dot of a vector and a matrix', () => real([1, 1]).dot(a), [4, 6]],
    [
      'outer',
      () => real([1, 2]).outer(real([3, 4])),
      [
        [3, 4],
        [6, 8],
      ],
    ],
  ];
  it.each(cases)('%s', async (_, found, expected) => {
    await expectClose(found(), expected);
  });
});

describe('by hand: layout', () => {
  const x = () =>
    real([
      [1, 2, 3],
      [4, 5, 6],
    ]);
  const cases: Case[] = [
    [
      'reshape with an open size',
      () => x().reshape([3, -1]),
      [
        [1, 2],
        [3, 4],
        [5, 6],
      ],
    ],
    ['flatten', () => x().flatten(), [1, 2, 3, 4, 5, 6]],
    [
      'flatten keeping the batch',
      () => x().reshape([2, 3, 1]).flatten(1),
      [
        [1, 2, 3],
        [4, 5, 6],
      ],
    ],
    ['flatten of a scalar', () => real(7).flatten(), [7]],
    ['squeeze', () => real([[[1], [2]]]).squeeze(), [1, 2]],
    ['squeeze of one axis', () => real([[[1], [2]]]).squeeze(-1), [[1, 2]]],
    ['expandDims at the end', () => real([1, 2]).expandDims(-1), [[1], [2]]],
    [
      'transpose',
      () => x().transpose(),
      [
        [1, 4],
        [2, 5],
        [3, 6],
      ],
    ],
    ['transpose with a permutation', () => x().reshape([1, 2, 3]).transpose([2, 0, 1]), [[[1, 4]], [[2, 5]], [[3, 6]]]],
    [
      'broadcastTo',
      () => real([1, 2]).broadcastTo([2, 2]),
      [
        [1, 2],
        [1, 2],
      ],
    ],
    [
      'slice of a box',
      () => x().slice([0, 1], [2, 2]),
      [
        [2, 3],
        [5, 6],
      ],
    ],
    ['slice with one number is along the first axis', () => x().slice(1), [[4, 5, 6]]],
    ['slice from the back', () => x().slice([-1, -2]), [[5, 6]]],
    ['slice with a step', () => real([0, 1, 2, 3, 4, 5]).slice(1, -1, 2), [1, 3, 5]],
    ['slice backwards', () => real([0, 1, 2, 3]).slice(undefined, undefined, -1), [3, 2, 1, 0]],
    ['slice of nothing', () => real([0, 1]).slice(2, 0), []],
    [
      'embed writes where slice reads',
      () => embed([real([7, 8])], { shape: [5], begin: [3], step: [-2] }),
      [0, 8, 0, 7, 0],
    ],
    [
      'pad',
      () =>
        real([[1, 2]]).pad(
          [
            [1, 0],
            [0, 2],
          ],
          9,
        ),
      [
        [9, 9, 9, 9],
        [1, 2, 9, 9],
      ],
    ],
    [
      'concat along the last axis',
      () =>
        concat(
          [
            real([[1], [2]]),
            real([
              [3, 4],
              [5, 6],
            ]),
          ],
          -1,
        ),
      [
        [1, 3, 4],
        [2, 5, 6],
      ],
    ],
    [
      'stack along a new last axis',
      () => stack([real([1, 2]), real([3, 4])], -1),
      [
        [1, 3],
        [2, 4],
      ],
    ],
    [
      'gather along the last axis',
      () => x().gather(whole([2, 0]), { axis: -1 }),
      [
        [3, 1],
        [6, 4],
      ],
    ],
    [
      'gather with a matrix of indices',
      () =>
        real([10, 20, 30]).gather(
          whole([
            [2, 0],
            [1, 1],
          ]),
        ),
      [
        [30, 10],
        [20, 20],
      ],
    ],
    ['gather with a scalar index', () => x().gather(whole(1)), [4, 5, 6]],
    ['gather reads 0 outside', () => real([10, 20]).gather(whole([-1, 2, 1])), [0, 0, 20]],
    [
      'gather scales bytes into float32',
      () =>
        bytes([
          [0, 255],
          [51, 102],
        ]).gather(whole([1]), { scale: 1 / 255 }),
      [[0.2, 0.4]],
    ],
    ['scatterAdd adds up', () => scatterAdd([real([1, 2, 3]), whole([2, 0, 2])], { axis: 0, length: 4 }), [2, 0, 4, 0]],
    [
      'oneHot',
      () => whole([2, 0]).oneHot(3),
      [
        [0, 0, 1],
        [1, 0, 0],
      ],
    ],
    [
      'oneHot with values, off everywhere when outside',
      () => whole([1, 5]).oneHot(2, { onValue: 3, offValue: -1 }),
      [
        [-1, 3],
        [-1, -1],
      ],
    ],
  ];
  it.each(cases)('%s', async (_, found, expected) => {
    await expectClose(found(), expected, { absolute: 1e-7 });
  });
});

describe('the dtype', () => {
  it('of a comparison of whole numbers is float32, to be counted', () => {
    expect(whole([1, 2]).equal(whole([1, 3])).dtype).toBe('float32');
    expect(real([1]).less(2).dtype).toBe('float64');
  });

  it('of arithmetic with whole numbers stays int32', async () => {
    const y = whole([3, -4])
      .mul(2)
      .sub(whole([1]))
      .maximum(0)
      .square();
    expect(y.dtype).toBe('int32');
    expect(await y.array()).toEqual([25, 0]);
  });

  it('of gathered images is float32, of other things their own', () => {
    expect(bytes([1]).gather(whole([0])).dtype).toBe('float32');
    expect(whole([1]).gather(whole([0])).dtype).toBe('int32');
    expect(real([1]).gather(whole([0])).dtype).toBe('float64');
  });

  it('of layout moves is any', async () => {
    const moved = concat([bytes([[1, 2]]).transpose(), bytes([[3], [4]])], 1).slice([1]);
    expect(moved.dtype).toBe('uint8');
    expect(await moved.array()).toEqual([[2, 4]]);
  });
});

describe('conventions at kinks and ties', () => {
  const cases: [string, (x: Tensor) => Tensor, NestedArray, NestedArray][] = [
    ['max: every tied maximum gets the whole gradient', (x) => x.max(), [1, 3, 7, 7], [0, 0, 1, 1]],
    ['min: every tied minimum gets the whole gradient', (x) => x.min(-1), [[0, 0, 1]], [[1, 1, 0]]],
    ['maximum: at equality the left side gets it', (x) => x.maximum(2), [1, 2, 3], [0, 1, 1]],
    ['maximum: at equality the right side gets nothing', (x) => fullLike(x, 2).maximum(x), [1, 2, 3], [0, 0, 1]],
    ['minimum: at equality the left side gets it', (x) => x.minimum(2), [1, 2, 3], [1, 1, 0]],
    ['minimum: at equality the right side gets nothing', (x) => fullLike(x, 2).minimum(x), [1, 2, 3], [1, 0, 0]],
    ['clip: the bounds are inside', (x) => x.clip(-1, 2), [-2, -1, 1, 2, 3], [0, 1, 1, 1, 0]],
    ['relu: 0 at 0', (x) => x.relu(), [-1, 0, 1], [0, 0, 1]],
    ['leakyRelu: the slope at 0', (x) => x.leakyRelu(0.5), [-1, 0, 1], [0.5, 0.5, 1]],
    ['abs: 0 at 0', (x) => x.abs(), [-1, 0, 1], [-1, 0, 1]],
    ['sign: 0 everywhere', (x) => x.sign(), [-1, 0, 1], [0, 0, 0]],
    ['pow: 2x at 0, for an exponent of 2', (x) => x.pow(2), [0, 3], [0, 6]],
    ['pow: 0 for an exponent of 0, also at 0', (x) => x.pow(0), [0, 3], [0, 0]],
    ['pow: 0 for the exponent of a base of 0 or less', (x) => real([-1, 0, Math.E]).pow(x), [3, 2, 1], [0, 0, Math.E]],
    ['elu: finite where e^x overflows', (x) => x.elu(), [1000, -1000], [1, 0]],
    ['where: 0, not NaN, for what was not chosen', (x) => where(x.greater(0), x.log(), 0), [1, 4], [1, 0.25]],
    ['cast: through float32 and back', (x) => x.cast('float32').mul(2).cast('float64'), [1, 2], [2, 2]],
    ['squared standard deviation', (x) => x.standardDeviation().square(), [1, 3], [-1, 1]],
  ];
  it.each(cases)('%s', async (_, fn, x, expected) => {
    expectClose((await gradientOf(fn, x)) ?? [], expected, { absolute: 1e-12 });
  });
});
