import type { Tensor } from '../tensor/tensor.js';
import { methodNames, type TensorMethods } from './methods.js';

/** The methods as plain functions, the tensor first: `matmul(x, w)` is `x.matmul(w)`. */
type Functions = {
  readonly [K in keyof TensorMethods]: (
    x: Tensor,
    ...args: Parameters<TensorMethods[K]>
  ) => ReturnType<TensorMethods[K]>;
};

function asFunction(name: keyof TensorMethods): [string, unknown] {
  return [name, (x: Tensor, ...args: unknown[]) => (x[name] as (...args: unknown[]) => unknown)(...args)];
}

const functions = Object.fromEntries(methodNames.map(asFunction)) as unknown as Functions;

export const {
  add,
  sub,
  rsub,
  mul,
  div,
  rdiv,
  pow,
  minimum,
  maximum,
  equal,
  notEqual,
  less,
  lessEqual,
  greater,
  greaterEqual,
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
  sum,
  mean,
  max,
  min,
  variance,
  standardDeviation,
  logSumExp,
  argMax,
  matmul,
  dot,
  outer,
  reshape,
  flatten,
  squeeze,
  expandDims,
  transpose,
  broadcastTo,
  slice,
  pad,
  gather,
  oneHot,
  cast,
} = functions;

// What the methods take.
export type { GatherAttributes } from './gather.js';
export type { MatmulAttributes } from './matmul.js';
export type { Axes, KeepDims } from './methods.js';
export type { Paddings } from './pad.js';

// What has no tensor that it could be a method of.
export { concat } from './concat.js';
export { stack } from './stack.js';
export { where } from './where.js';

// The operations of networks.
export type { Conv2dGeometry, FusedActivation, Pool2dGeometry } from '../backend/kernels.js';
export { averagePool2d } from './average-pool2d.js';
export {
  batchNorm,
  batchNormInference,
  batchNormTraining,
  channelMoments,
  movingAverage,
  type BatchNormAttributes,
  type Moments,
} from './batch-norm.js';
export { conv2d, conv2dInputGradient, conv2dKernelGradient, type Conv2dOptions } from './conv2d.js';
export { conv2dGeometry, type Padding, type Pair, type SlidingOptions } from './convolution-geometry.js';
export { dense, type DenseOptions } from './dense.js';
export { dropout, type DropoutOptions } from './dropout.js';
export { globalAveragePool2d, globalMaxPool2d } from './global-pool2d.js';
export { layerNorm } from './layer-norm.js';
export { huber } from './losses/huber.js';
export { meanAbsoluteError } from './losses/mean-absolute-error.js';
export { meanSquaredError } from './losses/mean-squared-error.js';
export { sigmoidCrossEntropy } from './losses/sigmoid-cross-entropy.js';
export { softmaxCrossEntropy, type SoftmaxCrossEntropyOptions } from './losses/softmax-cross-entropy.js';
export { maxPool2d } from './max-pool2d.js';
export { pool2dGeometry, type Pool2dOptions } from './pool2d-geometry.js';
