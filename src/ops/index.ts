import { provideGradientArithmetic } from '../autograd/arithmetic.js';
import { provideFormula, type FormulaRule } from '../autograd/formula.js';
import './methods.js';
import { abs } from './abs.js';
import { activationGradient } from './activation-gradient.js';
import { add } from './add.js';
import { argMax } from './arg-max.js';
import { averagePool2dGradient, averagePool2dOperation } from './average-pool2d.js';
import { batchNormInference, batchNormTraining } from './batch-norm.js';
import { broadcastTo } from './broadcast-to.js';
import { cast } from './cast.js';
import { clip } from './clip.js';
import { equal, greater, greaterEqual, less, lessEqual, notEqual } from './comparisons.js';
import { concatOperation } from './concat.js';
import { conv2dInputGradient, conv2dKernelGradient, conv2dOperation } from './conv2d.js';
import { fullLike } from './create.js';
import { denseOperation } from './dense.js';
import { div } from './div.js';
import { dropoutOperation } from './dropout.js';
import { elu } from './elu.js';
import { embed } from './embed.js';
import { erf } from './erf.js';
import { exp } from './exp.js';
import { formulas } from './formulas.js';
import { gather } from './gather.js';
import { gelu } from './gelu.js';
import { layerNormOperation } from './layer-norm.js';
import { leakyRelu } from './leaky-relu.js';
import { logSoftmax } from './log-softmax.js';
import { logSumExp } from './log-sum-exp.js';
import { log } from './log.js';
import { sigmoidCrossEntropyOperation } from './losses/sigmoid-cross-entropy.js';
import { softmaxCrossEntropyOperation } from './losses/softmax-cross-entropy.js';
import { matmul } from './matmul.js';
import { maxPool2dGradient, maxPool2dOperation, maxPool2dSelect } from './max-pool2d.js';
import { max } from './max.js';
import { maximum } from './maximum.js';
import { mean } from './mean.js';
import { min } from './min.js';
import { minimum } from './minimum.js';
import { mul } from './mul.js';
import { neg } from './neg.js';
import { oneHot } from './one-hot.js';
import { pad } from './pad.js';
import { pow } from './pow.js';
import { reciprocal } from './reciprocal.js';
import { relu } from './relu.js';
import { reshape } from './reshape.js';
import { scatterAdd } from './scatter-add.js';
import { selu } from './selu.js';
import { sigmoid } from './sigmoid.js';
import { sign } from './sign.js';
import { silu } from './silu.js';
import { slice } from './slice.js';
import { softmax } from './softmax.js';
import { softplus } from './softplus.js';
import { sqrt } from './sqrt.js';
import { square } from './square.js';
import { sub } from './sub.js';
import { sumTo } from './sum-to.js';
import { sum } from './sum.js';
import { tanh } from './tanh.js';
import { transpose } from './transpose.js';
import { variance } from './variance.js';
import { whereOperation } from './where.js';

/**
 * Every operation of the engine by name. Gradient checks and parity tests are tables over these names, so an operation
 * without a check does not compile. What is composed of others (flatten, stack, standardDeviation) is not in here.
 */
export const operations = {
  // Elementwise, of two values.
  add,
  sub,
  mul,
  div,
  pow,
  minimum,
  maximum,
  equal,
  notEqual,
  less,
  lessEqual,
  greater,
  greaterEqual,
  where: whereOperation,

  // Elementwise, of one value.
  neg,
  abs,
  sign,
  exp,
  log,
  sqrt,
  square,
  reciprocal,
  erf,
  clip,
  cast,

  // Activations.
  relu,
  leakyRelu,
  elu,
  selu,
  gelu,
  silu,
  sigmoid,
  tanh,
  softplus,
  softmax,
  logSoftmax,
  activationGradient,

  // Reductions.
  sum,
  mean,
  max,
  min,
  variance,
  logSumExp,
  argMax,

  // Products.
  matmul,
  dense: denseOperation,

  // Convolution and pooling.
  conv2d: conv2dOperation,
  conv2dInputGradient,
  conv2dKernelGradient,
  maxPool2d: maxPool2dOperation,
  maxPool2dGradient,
  maxPool2dSelect,
  averagePool2d: averagePool2dOperation,
  averagePool2dGradient,

  // Normalisation and noise.
  batchNormTraining,
  batchNormInference,
  layerNorm: layerNormOperation,
  dropout: dropoutOperation,

  // Losses of every row or element; those that are plain formulas are in losses/.
  softmaxCrossEntropy: softmaxCrossEntropyOperation,
  sigmoidCrossEntropy: sigmoidCrossEntropyOperation,

  // Layout.
  reshape,
  transpose,
  broadcastTo,
  slice,
  embed,
  pad,
  concat: concatOperation,
  gather,
  scatterAdd,
  oneHot,
} as const;

export type OperationName = keyof typeof operations;

provideGradientArithmetic({
  add: (a, b) => add([a, b]),
  sumTo,
  onesLike: (x) => fullLike(x, 1),
});

// The table's type has matched each formula with its operation.
for (const [name, formula] of Object.entries(formulas)) {
  provideFormula(operations[name as OperationName], formula as FormulaRule);
}
