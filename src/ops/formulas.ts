import type { BackwardContext, Operation } from '../autograd/define-operation.js';
import type { Formula, FormulaRule } from '../autograd/formula.js';
import type { FusedActivation } from '../backend/kernels.js';
import type { Tensor } from '../tensor/tensor.js';
import type { OperationName, operations } from './index.js';
import { reducedCount, type ReduceAttributes } from './reduce.js';

/** What has no derivative never comes onto the tape. */
type WithoutDerivative = 'equal' | 'notEqual' | 'less' | 'lessEqual' | 'greater' | 'greaterEqual' | 'argMax' | 'oneHot';

type RuleOf<Op> = Op extends Operation<infer I, infer A> ? FormulaRule<I, A> : never;

/** d(activation)/dz through its result v, and d2/dz dv. */
const slopes = {
  relu: { first: '(v > 0)', second: '0' },
  sigmoid: { first: 'v * (1 - v)', second: '(1 - 2 * v)' },
  tanh: { first: '(1 - v^2)', second: '(-2 * v)' },
} as const;

const normalized = 'n = (x - mean(x)) * r, r = 1 / sqrt(variance(x) + epsilon)';
const throughNormalization = 'r * (dn - mean(dn) - n * mean(dn * n))';

/**
 * Every operation and its derivative on one screen, as `trace` shows them; an operation without a formula does not compile.
 * The derivations, and what is computed, are in each operation's own file; a test evaluates these texts and holds them to it.
 * (x > 0) is 1 where that is so, else 0.
 */
export const formulas: {
  readonly [K in Exclude<OperationName, WithoutDerivative>]: RuleOf<(typeof operations)[K]>;
} = {
  // Elementwise, of two values.
  add: { of: ['a', 'b'], y: 'a + b', local: ['1', '1'] },
  sub: { of: ['a', 'b'], y: 'a - b', local: ['1', '-1'] },
  mul: { of: ['a', 'b'], y: 'a * b', local: ['b', 'a'] },
  div: { of: ['a', 'b'], y: 'a / b', local: ['1 / b', '-y / b'] },
  pow: { of: ['a', 'b'], y: 'a^b', local: ['b * a^(b - 1)', 'y * ln(a)'] },
  minimum: { of: ['a', 'b'], y: 'min(a, b)', local: ['(a <= b)', '(a > b)'] },
  maximum: { of: ['a', 'b'], y: 'max(a, b)', local: ['(a >= b)', '(a < b)'] },
  where: {
    of: ['condition', 'a', 'b'],
    y: 'a where condition, else b',
    local: [null, '(condition != 0)', '(condition = 0)'],
  },

  // Elementwise, of one value.
  neg: { of: ['x'], y: '-x', local: ['-1'] },
  abs: { of: ['x'], y: 'abs(x)', local: ['sign(x)'] },
  sign: { of: ['x'], y: 'sign(x)', local: ['0'] },
  exp: { of: ['x'], y: 'exp(x)', local: ['y'] },
  log: { of: ['x'], y: 'ln(x)', local: ['1 / x'] },
  sqrt: { of: ['x'], y: 'sqrt(x)', local: ['1 / (2 * y)'] },
  square: { of: ['x'], y: 'x^2', local: ['2 * x'] },
  reciprocal: { of: ['x'], y: '1 / x', local: ['-y^2'] },
  erf: { of: ['x'], y: 'erf(x)', local: ['2 / sqrt(pi) * exp(-x^2)'] },
  clip: { of: ['x'], y: 'min(max(x, low), high)', local: ['(low <= x <= high)'] },
  cast: { of: ['x'], y: 'x as dtype', local: ['1'] },

  // Activations.
  relu: { of: ['x'], y: 'max(x, 0)', local: ['(x > 0)'] },
  leakyRelu: { of: ['x'], y: 'x where x > 0, else alpha * x', local: ['1 where x > 0, else alpha'] },
  elu: { of: ['x'], y: 'x where x > 0, else alpha * (exp(x) - 1)', local: ['1 where x > 0, else alpha * exp(x)'] },
  selu: {
    of: ['x'],
    y: '1.0507 * (x where x > 0, else 1.6733 * (exp(x) - 1))',
    local: ['1.0507 where x > 0, else 1.7581 * exp(x)'],
  },
  gelu: {
    of: ['x'],
    y: 'x * Phi(x)',
    where: 'Phi(x) = (1 + erf(x / sqrt(2))) / 2, phi(x) = exp(-x^2 / 2) / sqrt(2 * pi)',
    local: ['Phi(x) + x * phi(x)'],
  },
  silu: { of: ['x'], y: 'x * sigmoid(x)', local: ['sigmoid(x) + y * (1 - sigmoid(x))'] },
  sigmoid: { of: ['x'], y: '1 / (1 + exp(-x))', local: ['y * (1 - y)'] },
  tanh: { of: ['x'], y: 'tanh(x)', local: ['1 - y^2'] },
  softplus: { of: ['x'], y: 'ln(1 + exp(x))', local: ['sigmoid(x)'] },
  softmax: { of: ['x'], y: 'exp(x) / sum(exp(x))', back: ['y * (dy - sum(dy * y))'] },
  logSoftmax: { of: ['x'], y: 'x - ln(sum(exp(x)))', back: ['dy - exp(y) * sum(dy)'] },
  activationGradient: ({ attributes: { activation } }) => ({
    of: ['g', 'v'],
    y: `g * ${slopes[activation].first}`,
    local: [slopes[activation].first, `g * ${slopes[activation].second}`],
  }),

  // Reductions: n numbers go into each of y.
  sum: reduction((axes) => ({ of: ['x'], y: `sum(x)${axes}`, back: ['dy, repeated'] })),
  mean: reduction((axes, n) => ({ of: ['x'], y: `mean(x)${axes}`, back: [`dy / ${n}, repeated`] })),
  max: reduction((axes) => ({ of: ['x'], y: `max(x)${axes}`, back: ['dy where x = y, else 0'] })),
  min: reduction((axes) => ({ of: ['x'], y: `min(x)${axes}`, back: ['dy where x = y, else 0'] })),
  variance: reduction((axes, n) => ({
    of: ['x'],
    y: `mean((x - m)^2)${axes}`,
    where: 'm = mean(x)',
    back: [`dy * 2 * (x - m) / ${n}`],
  })),
  logSumExp: reduction((axes) => ({ of: ['x'], y: `ln(sum(exp(x)))${axes}`, back: ['dy * exp(x - y)'] })),

  // Products: @ is the matrix product, ^T the transpose.
  matmul: ({ attributes: { transposeA: ta = false, transposeB: tb = false } }) => ({
    of: ['a', 'b'],
    y: `a${ta ? '^T' : ''} @ b${tb ? '^T' : ''}`,
    back: [
      ta ? `b${tb ? '^T' : ''} @ dy^T` : `dy @ b${tb ? '' : '^T'}`,
      tb ? `dy^T @ a${ta ? '^T' : ''}` : `a${ta ? '' : '^T'} @ dy`,
    ],
  }),
  dense: ({ inputs: [, , bias], attributes: { activation } }) => ({
    of: ['x', 'w', 'bias'],
    y: activated(activation, bias ? 'x @ w + bias' : 'x @ w'),
    ...throughActivation(activation, (dz) => [`${dz} @ w^T`, `x^T @ ${dz}`, bias && `sum of ${dz} over the rows`]),
  }),

  // Convolution and pooling.
  conv2d: ({ inputs: [, , bias], attributes: { activation } }) => ({
    of: ['x', 'w', 'bias'],
    y: activated(activation, bias ? 'conv2d(x, w) + bias' : 'conv2d(x, w)'),
    ...throughActivation(activation, (dz) => [
      `conv2dInputGradient(${dz}, w)`,
      `conv2dKernelGradient(x, ${dz})`,
      bias && `sum of ${dz} over images and pixels`,
    ]),
  }),
  conv2dInputGradient: {
    of: ['dz', 'w'],
    y: 'conv2dInputGradient(dz, w)',
    back: ['conv2d(dy, w)', 'conv2dKernelGradient(dy, dz)'],
  },
  conv2dKernelGradient: {
    of: ['x', 'dz'],
    y: 'conv2dKernelGradient(x, dz)',
    back: ['conv2dInputGradient(dz, dy)', 'conv2d(x, dy)'],
  },
  maxPool2d: { of: ['x'], y: 'largest x of each window', back: ['dy at the largest x of each window, else 0'] },
  maxPool2dGradient: {
    of: ['g', 'x'],
    y: 'g at the largest x of each window, else 0',
    back: ['dy at the largest x of each window', null],
  },
  maxPool2dSelect: {
    of: ['v', 'x'],
    y: 'v at the largest x of each window',
    back: ['dy at the largest x of each window, else 0', null],
  },
  averagePool2d: { of: ['x'], y: 'mean of x in each window', back: ['dy / (pixels in its window)'] },
  averagePool2dGradient: { of: ['g'], y: 'g / (pixels in its window)', back: ['mean of dy in each window'] },

  // Normalisation and noise.
  batchNormTraining: {
    of: ['x', 'gamma', 'beta'],
    y: 'gamma * n + beta',
    where: `${normalized} of each channel, dn = dy * gamma`,
    back: [throughNormalization, 'sum of dy * n', 'sum of dy'],
  },
  batchNormInference: {
    of: ['x', 'm', 'v', 'gamma', 'beta'],
    y: 'gamma * n + beta',
    where: 'n = (x - m) * r, r = 1 / sqrt(v + epsilon)',
    back: [
      'dy * gamma * r',
      'sum of -dy * gamma * r',
      'sum of -dy * gamma * n * r^2 / 2',
      'sum of dy * n',
      'sum of dy',
    ],
  },
  layerNorm: {
    of: ['x', 'gamma', 'beta'],
    y: 'gamma * n + beta',
    where: `${normalized} of each example, dn = dy * gamma`,
    back: [throughNormalization, 'sum of dy * n', 'sum of dy'],
  },
  dropout: { of: ['x'], y: 'keep * x / (1 - rate)', where: 'keep = 1 or 0, drawn', local: ['keep / (1 - rate)'] },

  // Losses, row by row or element by element.
  softmaxCrossEntropy: ({ inputs: [, targets], attributes: { labelSmoothing } }) =>
    targets.dtype === 'int32' && labelSmoothing === 0
      ? {
          of: ['x', 't'],
          y: '-ln(softmax(x)[t])',
          back: ['dy * (softmax(x) - oneHot(t))', null],
        }
      : {
          of: ['x', 't'],
          y: '-sum(s * ln(softmax(x)))',
          where: 's = t * (1 - labelSmoothing) + labelSmoothing / classes',
          back: [
            'dy * (softmax(x) * sum(s) - s)',
            targets.dtype === 'int32' ? null : '-dy * (1 - labelSmoothing) * ln(softmax(x))',
          ],
        },
  sigmoidCrossEntropy: { of: ['x', 't'], y: 'ln(1 + exp(x)) - x * t', local: ['sigmoid(x) - t', '-x'] },

  // Layout: the gradient goes back to where its number came from.
  reshape: { of: ['x'], y: 'x, reshaped', back: ['dy, reshaped'] },
  transpose: { of: ['x'], y: 'x, transposed', back: ['dy, transposed back'] },
  broadcastTo: { of: ['x'], y: 'x, repeated', back: ['sum of dy over the repeats'] },
  slice: { of: ['x'], y: 'a box cut out of x', back: ['dy where x was read, else 0'] },
  embed: { of: ['x'], y: 'x among zeros', back: ['dy where x was written'] },
  pad: { of: ['x'], y: 'x in a border of value', back: ['dy without the border'] },
  concat: { of: ['x'], y: 'concat(x)', back: ['the part of dy where x went'] },
  gather: ({ attributes: { scale = 1 } }) => ({
    of: ['x', 'i'],
    y: scale === 1 ? 'x[i]' : 'x[i] * scale',
    back: [
      scale === 1 ? 'sum of dy over the places that read x' : 'scale * sum of dy over the places that read x',
      null,
    ],
  }),
  scatterAdd: { of: ['x', 'i'], y: 'sum of x with the same i', back: ['dy[i]', null] },
};

/** The formula of a reduction, told along which axes (nothing, where it is all) and how many numbers go into each result. */
function reduction(formula: (axes: string, count: number) => Formula<[x: Tensor]>) {
  return ({ inputs: [x], attributes }: BackwardContext<[x: Tensor], ReduceAttributes>) => {
    const { axes } = attributes;
    return formula(axes === undefined ? '' : ` along axis ${String(axes)}`, reducedCount('formula', x, attributes));
  };
}

function activated(activation: FusedActivation, sums: string): string {
  return activation === 'linear' ? sums : `${activation}(${sums})`;
}

/** What leaves a product with an activation in the same pass: dz arrives at the sums, which is dy where there is no activation. */
function throughActivation<T>(activation: FusedActivation, back: (dz: string) => T): { where?: string; back: T } {
  if (activation === 'linear') return { back: back('dy') };
  return { where: `dz = dy * ${slopes[activation].first.replaceAll('v', 'y')}`, back: back('dz') };
}
