import { activationGradient } from './activation-gradient.js';
import { concat } from './concat.js';
import { embed } from './embed.js';
import {
  anyValues,
  awayFromZero,
  between,
  distinct,
  indicesBelow,
  positive,
  type GradientCase,
  type InputSpecification,
} from './gradient-case.js';
import type { OperationName } from './index.js';
import { networkGradientCases } from './network-gradient-cases.js';
import { scatterAdd } from './scatter-add.js';
import { where } from './where.js';
import type { Tensor } from '../tensor/tensor.js';

/** What every operation is checked on: `npm run gradcheck` and the tests go through this table. */
export const gradientCases: Readonly<Record<OperationName, readonly GradientCase[]>> = {
  // Elementwise, of two values.
  add: broadcasts((a, b) => a.add(b)),
  sub: [
    ...broadcasts((a, b) => a.sub(b)),
    { covers: 'a number on the left', inputs: [anyValues(3)], apply: (x) => x.rsub(1) },
  ],
  mul: [...broadcasts((a, b) => a.mul(b)), { covers: 'a square', inputs: [anyValues(3)], apply: (x) => x.mul(x) }],
  div: [
    ...broadcasts((a, b) => a.div(b), anyValues, awayFromZero),
    { covers: 'a number on the left', inputs: [awayFromZero(3)], apply: (x) => x.rdiv(2) },
  ],
  pow: [
    ...broadcasts((a, b) => a.pow(b), positive),
    { covers: 'whole exponents, any base', inputs: [anyValues(5)], apply: (x) => x.pow(3) },
  ],
  minimum: broadcasts((a, b) => a.minimum(b), distinct, between),
  maximum: broadcasts((a, b) => a.maximum(b), distinct, between),
  equal: [withoutDerivative((a, b) => a.equal(b))],
  notEqual: [withoutDerivative((a, b) => a.notEqual(b))],
  less: [withoutDerivative((a, b) => a.less(b))],
  lessEqual: [withoutDerivative((a, b) => a.lessEqual(b))],
  greater: [withoutDerivative((a, b) => a.greater(b))],
  greaterEqual: [withoutDerivative((a, b) => a.greaterEqual(b))],
  where: [
    {
      covers: 'condition, a and b of different shapes',
      inputs: [indicesBelow(2, 3, 4), anyValues(4), anyValues(2, 1, 1)],
      apply: (condition, a, b) => where(condition, a, b),
    },
    { covers: 'a number on one side', inputs: [awayFromZero(3, 2)], apply: (x) => where(x.greater(0), x.square(), 1) },
  ],

  // Elementwise, of one value.
  neg: [ofOne((x) => x.neg())],
  abs: [ofOne((x) => x.abs(), awayFromZero)],
  sign: [ofOne((x) => x.sign(), awayFromZero)],
  exp: [ofOne((x) => x.exp())],
  log: [ofOne((x) => x.log(), positive)],
  sqrt: [ofOne((x) => x.sqrt(), positive)],
  square: [ofOne((x) => x.square())],
  reciprocal: [ofOne((x) => x.reciprocal(), awayFromZero)],
  erf: [ofOne((x) => x.erf())],
  clip: [ofOne((x) => x.clip(-0.5, 0.3), distinct)],
  // Between dtypes, differences would measure the rounding: a test looks at that gradient by itself.
  cast: [ofOne((x) => x.cast('float64'))],

  // Activations.
  relu: [ofOne((x) => x.relu(), awayFromZero)],
  leakyRelu: [ofOne((x) => x.leakyRelu(), awayFromZero), ofOne((x) => x.leakyRelu(0.7), awayFromZero, 'another slope')],
  elu: [ofOne((x) => x.elu(), awayFromZero), ofOne((x) => x.elu(0.3), awayFromZero, 'another alpha')],
  selu: [ofOne((x) => x.selu(), awayFromZero)],
  gelu: [ofOne((x) => x.gelu())],
  silu: [ofOne((x) => x.silu())],
  sigmoid: [ofOne((x) => x.sigmoid())],
  tanh: [ofOne((x) => x.tanh())],
  softplus: [ofOne((x) => x.softplus())],
  softmax: alongAxes((x, axis) => x.softmax(axis)),
  logSoftmax: alongAxes((x, axis) => x.logSoftmax(axis)),
  activationGradient: (['relu', 'sigmoid', 'tanh'] as const).map((activation) => ({
    covers: activation,
    inputs: [anyValues(3, 2), awayFromZero(3, 2)],
    apply: (dy, y) => activationGradient([dy, y], { activation }),
  })),

  // Reductions.
  sum: reductions((x, axes, keepDims) => x.sum(axes, { keepDims })),
  mean: reductions((x, axes, keepDims) => x.mean(axes, { keepDims })),
  max: reductions((x, axes, keepDims) => x.max(axes, { keepDims }), distinct),
  min: reductions((x, axes, keepDims) => x.min(axes, { keepDims }), distinct),
  variance: reductions((x, axes, keepDims) => x.variance(axes, { keepDims })),
  logSumExp: reductions((x, axes, keepDims) => x.logSumExp(axes, { keepDims })),
  argMax: [{ covers: 'an axis', inputs: [anyValues(3, 4)], apply: (x) => x.argMax(1), derivative: 'none' }],

  // Products.
  matmul: [
    { covers: 'matrices', inputs: [anyValues(3, 4), anyValues(4, 2)], apply: (a, b) => a.matmul(b) },
    {
      covers: 'a transposed',
      inputs: [anyValues(4, 3), anyValues(4, 2)],
      apply: (a, b) => a.matmul(b, { transposeA: true }),
    },
    {
      covers: 'b transposed',
      inputs: [anyValues(3, 4), anyValues(2, 4)],
      apply: (a, b) => a.matmul(b, { transposeB: true }),
    },
    {
      covers: 'both transposed',
      inputs: [anyValues(4, 3), anyValues(2, 4)],
      apply: (a, b) => a.matmul(b, { transposeA: true, transposeB: true }),
    },
    { covers: 'a batch times one matrix', inputs: [anyValues(2, 3, 4), anyValues(4, 2)], apply: (a, b) => a.matmul(b) },
    {
      covers: 'batches broadcast, both transposed',
      inputs: [anyValues(2, 1, 2, 3), anyValues(3, 2, 2)],
      apply: (a, b) => a.matmul(b, { transposeA: true, transposeB: true }),
    },
    { covers: 'vectors', inputs: [anyValues(3), anyValues(3)], apply: (a, b) => a.dot(b).add(a.outer(b)) },
  ],

  // Layout.
  reshape: [{ covers: 'an open size', inputs: [anyValues(3, 4)], apply: (x) => x.reshape([2, -1]) }],
  transpose: [
    { covers: 'a matrix', inputs: [anyValues(3, 4)], apply: (x) => x.transpose() },
    { covers: 'three axes turned', inputs: [anyValues(2, 3, 4)], apply: (x) => x.transpose([2, 0, 1]) },
  ],
  broadcastTo: [
    { covers: 'a new axis and a stretched one', inputs: [anyValues(3, 1)], apply: (x) => x.broadcastTo([2, 3, 4]) },
  ],
  slice: [
    { covers: 'a box', inputs: [anyValues(4, 5)], apply: (x) => x.slice([1, 2], [2, 3]) },
    {
      covers: 'steps, one of them backwards',
      inputs: [anyValues(5, 6)],
      apply: (x) => x.slice([4, 1], [-1, -1], [-2, 3]),
    },
  ],
  embed: [
    {
      covers: 'steps, one of them backwards',
      inputs: [anyValues(3, 2)],
      apply: (x) => embed([x], { shape: [5, 6], begin: [4, 1], step: [-2, 3] }),
    },
  ],
  pad: [
    {
      covers: 'both sides, with a value',
      inputs: [anyValues(2, 3)],
      apply: (x) =>
        x.pad(
          [
            [1, 2],
            [0, 1],
          ],
          0.5,
        ),
    },
  ],
  concat: [
    {
      covers: 'three along the middle axis, one of them twice',
      inputs: [anyValues(2, 1, 3), anyValues(2, 2, 3)],
      apply: (a, b) => concat([a, b, a], 1),
    },
  ],
  gather: [
    {
      covers: 'repeated indices along the first axis, scaled',
      inputs: [anyValues(3, 2), indicesBelow(3, 5)],
      apply: (x, indices) => x.gather(indices, { scale: 0.5 }),
    },
    {
      covers: 'a matrix of indices along the middle axis',
      inputs: [anyValues(2, 4, 3), indicesBelow(4, 2, 3)],
      apply: (x, indices) => x.gather(indices, { axis: 1 }),
    },
  ],
  scatterAdd: [
    {
      covers: 'a matrix of indices along the middle axis',
      inputs: [anyValues(2, 2, 3, 2), indicesBelow(4, 2, 3)],
      apply: (x, indices) => scatterAdd([x, indices], { axis: 1, length: 4 }),
    },
  ],
  oneHot: [
    {
      covers: 'labels',
      inputs: [indicesBelow(4, 3)],
      apply: (labels) => labels.oneHot(4, { dtype: 'float64' }),
      derivative: 'none',
    },
  ],

  // Products, convolution, pooling, normalisation, losses.
  ...networkGradientCases,
};

type Values = (...shape: number[]) => InputSpecification;

/** Cases of an elementwise operation of one value. */
function ofOne(apply: (x: Tensor) => Tensor, values: Values = anyValues, covers = 'a matrix'): GradientCase {
  return { covers, inputs: [values(3, 5)], apply };
}

/** Cases of an elementwise operation of two values: every way in which shapes meet. */
function broadcasts(
  apply: (a: Tensor, b: Tensor) => Tensor,
  a: Values = anyValues,
  b: Values = anyValues,
): GradientCase[] {
  return [
    { covers: 'one shape', inputs: [a(2, 3), b(2, 3)], apply },
    { covers: 'b repeated along the rows', inputs: [a(2, 3), b(3)], apply },
    { covers: 'a repeated along the columns', inputs: [a(2, 1), b(2, 3)], apply },
    { covers: 'both repeated', inputs: [a(2, 1, 3), b(4, 1)], apply },
    { covers: 'a scalar b', inputs: [a(2, 3), b()], apply },
  ];
}

function withoutDerivative(apply: (a: Tensor, b: Tensor) => Tensor): GradientCase {
  return { covers: 'b repeated along the rows', inputs: [anyValues(2, 3), anyValues(3)], apply, derivative: 'none' };
}

/** Cases of a reduction: all axes, one, neighbours and others. */
function reductions(
  apply: (x: Tensor, axes: number | number[] | undefined, keepDims: boolean) => Tensor,
  values: Values = anyValues,
): GradientCase[] {
  return [
    { covers: 'all axes', inputs: [values(3, 4)], apply: (x) => apply(x, undefined, false) },
    { covers: 'the first axis', inputs: [values(3, 4)], apply: (x) => apply(x, 0, false) },
    { covers: 'the last axis, kept', inputs: [values(3, 4)], apply: (x) => apply(x, -1, true) },
    { covers: 'axes that are neighbours', inputs: [values(2, 3, 2)], apply: (x) => apply(x, [1, 2], false) },
    { covers: 'axes that are none', inputs: [values(2, 3, 2)], apply: (x) => apply(x, [0, 2], false) },
  ];
}

function alongAxes(apply: (x: Tensor, axis: number) => Tensor): GradientCase[] {
  return [
    { covers: 'the last axis', inputs: [anyValues(3, 4)], apply: (x) => apply(x, -1) },
    { covers: 'the middle axis', inputs: [anyValues(2, 3, 2)], apply: (x) => apply(x, 1) },
    { covers: 'the first axis', inputs: [anyValues(4, 3)], apply: (x) => apply(x, 0) },
  ];
}
