import type { Tensor } from '../../tensor/tensor.js';
import { huber } from '../losses/huber.js';
import { meanAbsoluteError } from '../losses/mean-absolute-error.js';
import { meanSquaredError } from '../losses/mean-squared-error.js';
import { sigmoidCrossEntropy } from '../losses/sigmoid-cross-entropy.js';
import { softmaxCrossEntropy } from '../losses/softmax-cross-entropy.js';

/** The kinds of arguments; `?` marks those that may be left out. */
interface ArgumentTypes {
  tensor: Tensor;
  number: number;
  'number?': number | undefined;
  /** One axis or a list of them. */
  'axes?': number | number[] | undefined;
  sizes: number[];
  /** A list of whole numbers, or a distribution for each row. */
  classes: Tensor | number[];
}

export type ArgumentKind = keyof ArgumentTypes;

/** A function that an expression may call: what it takes, and the operation behind it. */
export interface ExpressionFunction {
  readonly takes: readonly ArgumentKind[];
  /** The arguments have to be of those kinds: whoever calls has seen to it. */
  readonly apply: (given: readonly unknown[]) => Tensor;
}

type Arguments<K extends readonly ArgumentKind[]> = { -readonly [I in keyof K]: ArgumentTypes[K[I]] };

function takes<const K extends readonly ArgumentKind[]>(
  kinds: K,
  apply: (...given: Arguments<K>) => Tensor,
): ExpressionFunction {
  return { takes: kinds, apply: (given) => apply(...(given as Arguments<K>)) };
}

const ofOne = (apply: (x: Tensor) => Tensor) => takes(['tensor'], apply);
const ofTwo = (apply: (a: Tensor, b: Tensor) => Tensor) => takes(['tensor', 'tensor'], apply);
const alongAxes = (apply: (x: Tensor, axes: number | number[] | undefined) => Tensor) =>
  takes(['tensor', 'axes?'], apply);
const withNumber = (apply: (x: Tensor, value: number | undefined) => Tensor) => takes(['tensor', 'number?'], apply);

/** What expressions can call, by name: the operations of the engine. */
export const expressionFunctions: Readonly<Record<string, ExpressionFunction>> = {
  abs: ofOne((x) => x.abs()),
  sign: ofOne((x) => x.sign()),
  exp: ofOne((x) => x.exp()),
  log: ofOne((x) => x.log()),
  ln: ofOne((x) => x.log()),
  sqrt: ofOne((x) => x.sqrt()),
  square: ofOne((x) => x.square()),
  reciprocal: ofOne((x) => x.reciprocal()),
  erf: ofOne((x) => x.erf()),
  clip: takes(['tensor', 'number', 'number'], (x, low, high) => x.clip(low, high)),

  relu: ofOne((x) => x.relu()),
  leakyRelu: withNumber((x, alpha) => x.leakyRelu(alpha)),
  elu: withNumber((x, alpha) => x.elu(alpha)),
  selu: ofOne((x) => x.selu()),
  gelu: ofOne((x) => x.gelu()),
  silu: ofOne((x) => x.silu()),
  sigmoid: ofOne((x) => x.sigmoid()),
  tanh: ofOne((x) => x.tanh()),
  softplus: ofOne((x) => x.softplus()),
  softmax: withNumber((x, axis) => x.softmax(axis)),
  logSoftmax: withNumber((x, axis) => x.logSoftmax(axis)),

  sum: alongAxes((x, axes) => x.sum(axes)),
  mean: alongAxes((x, axes) => x.mean(axes)),
  max: alongAxes((x, axes) => x.max(axes)),
  min: alongAxes((x, axes) => x.min(axes)),
  variance: alongAxes((x, axes) => x.variance(axes)),
  standardDeviation: alongAxes((x, axes) => x.standardDeviation(axes)),
  logSumExp: alongAxes((x, axes) => x.logSumExp(axes)),

  minimum: ofTwo((a, b) => a.minimum(b)),
  maximum: ofTwo((a, b) => a.maximum(b)),
  matmul: ofTwo((a, b) => a.matmul(b)),
  dot: ofTwo((a, b) => a.dot(b)),
  outer: ofTwo((a, b) => a.outer(b)),

  reshape: takes(['tensor', 'sizes'], (x, shape) => x.reshape(shape)),
  transpose: ofOne((x) => x.transpose()),
  flatten: ofOne((x) => x.flatten()),

  meanSquaredError: ofTwo((prediction, target) => meanSquaredError(prediction, target)),
  meanAbsoluteError: ofTwo((prediction, target) => meanAbsoluteError(prediction, target)),
  huber: ofTwo((prediction, target) => huber(prediction, target)),
  sigmoidCrossEntropy: ofTwo((logits, targets) => sigmoidCrossEntropy(logits, targets)),
  softmaxCrossEntropy: takes(['tensor', 'classes'], (logits, targets) => softmaxCrossEntropy(logits, targets)),
};
