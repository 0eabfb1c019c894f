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

// What has no tensor that it could be a method of.
export { concat } from './concat.js';
export { stack } from './stack.js';
export { where } from './where.js';
