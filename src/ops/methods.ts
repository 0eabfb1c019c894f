import { backward, type BackwardOptions } from '../autograd/backward.js';
import type { DType } from '../tensor/dtype.js';
import type { Shape } from '../tensor/shape.js';
import { Tensor } from '../tensor/tensor.js';
import { abs } from './abs.js';
import { add } from './add.js';
import { argMax } from './arg-max.js';
import { broadcastTo } from './broadcast-to.js';
import { cast } from './cast.js';
import { clip } from './clip.js';
import { equal, greater, greaterEqual, less, lessEqual, notEqual } from './comparisons.js';
import { asTensor, type TensorLike } from './create.js';
import { div } from './div.js';
import { elu } from './elu.js';
import { erf } from './erf.js';
import { exp } from './exp.js';
import { expandDims } from './expand-dims.js';
import { flatten } from './flatten.js';
import { gather, type GatherAttributes } from './gather.js';
import { gelu } from './gelu.js';
import { leakyRelu } from './leaky-relu.js';
import { logSoftmax } from './log-softmax.js';
import { logSumExp } from './log-sum-exp.js';
import { log } from './log.js';
import { matmul, type MatmulAttributes } from './matmul.js';
import { max } from './max.js';
import { maximum } from './maximum.js';
import { mean } from './mean.js';
import { min } from './min.js';
import { minimum } from './minimum.js';
import { mul } from './mul.js';
import { neg } from './neg.js';
import { oneHot } from './one-hot.js';
import { pad, type Paddings } from './pad.js';
import { pow } from './pow.js';
import { dot, outer } from './products.js';
import { reciprocal } from './reciprocal.js';
import { relu } from './relu.js';
import { reshape } from './reshape.js';
import { selu } from './selu.js';
import { sigmoid } from './sigmoid.js';
import { sign } from './sign.js';
import { silu } from './silu.js';
import { slice } from './slice.js';
import { softmax } from './softmax.js';
import { softplus } from './softplus.js';
import { sqrt } from './sqrt.js';
import { square } from './square.js';
import { squeeze } from './squeeze.js';
import { sub } from './sub.js';
import { sum } from './sum.js';
import { tanh } from './tanh.js';
import { transpose } from './transpose.js';
import { variance } from './variance.js';

/** Axes counted from the front, or from the back if negative. None given means all. */
export type Axes = number | readonly number[];

/** What becomes of the axes that a reduction takes away. */
export interface KeepDims {
  /** Keep the reduced axes with size 1. Default false. */
  keepDims?: boolean;
}

/**
 * Operations as methods, so that a formula reads from left to right: `x.matmul(w).add(b).relu()`. Each gives a new tensor.
 *
 * What holds for all of them, shapes, broadcasting, dtypes and errors, is said of `Tensor` (src/tensor/tensor.ts).
 * The derivative of each is in the file of its name in src/ops. A method declared here without an implementation below does not
 * compile.
 */
export interface TensorMethods {
  /** `this + b`, broadcast. */
  add(b: TensorLike): Tensor;
  /** `this - b`, broadcast. */
  sub(b: TensorLike): Tensor;
  /** `b - this`, broadcast: for a number on the left, 1 - x is `x.rsub(1)`. */
  rsub(b: TensorLike): Tensor;
  /** `this * b`, element by element, broadcast. */
  mul(b: TensorLike): Tensor;
  /** `this / b`, element by element, broadcast. */
  div(b: TensorLike): Tensor;
  /** `b / this`, broadcast: for a number on the left, 2 / x is `x.rdiv(2)`. */
  rdiv(b: TensorLike): Tensor;
  /** `this` to the power of `b`, broadcast. */
  pow(b: TensorLike): Tensor;
  /** The smaller of `this` and `b`, broadcast; where both are equal the gradient goes to `this`. */
  minimum(b: TensorLike): Tensor;
  /** The larger of `this` and `b`, broadcast; where both are equal the gradient goes to `this`. */
  maximum(b: TensorLike): Tensor;

  /** 1 where `this = b`, else 0, broadcast, of a float dtype. No gradient, as for all comparisons. */
  equal(b: TensorLike): Tensor;
  /** 1 where `this` differs from `b`, else 0. As `equal`. */
  notEqual(b: TensorLike): Tensor;
  /** 1 where `this < b`, else 0. As `equal`. */
  less(b: TensorLike): Tensor;
  /** 1 where `this <= b`, else 0. As `equal`. */
  lessEqual(b: TensorLike): Tensor;
  /** 1 where `this > b`, else 0. As `equal`. */
  greater(b: TensorLike): Tensor;
  /** 1 where `this >= b`, else 0. As `equal`. */
  greaterEqual(b: TensorLike): Tensor;

  /** -x, elementwise. */
  neg(): Tensor;
  /** |x|; its derivative at 0 is 0. */
  abs(): Tensor;
  /** The sign of x: -1, 0 or 1. Its derivative is 0. */
  sign(): Tensor;
  /** e^x, elementwise. */
  exp(): Tensor;
  /** The natural logarithm of x, elementwise: NaN below 0, -Infinity at 0. */
  log(): Tensor;
  /** The square root of x, elementwise: NaN below 0. */
  sqrt(): Tensor;
  /** x^2, elementwise. */
  square(): Tensor;
  /** 1 / x, elementwise. */
  reciprocal(): Tensor;
  /** The error function of x, 2 / sqrt(pi) times the integral of e^(-t^2) from 0 to x. */
  erf(): Tensor;
  /** min(max(x, low), high), elementwise; the gradient passes where x is within the bounds or on them. */
  clip(low: number, high: number): Tensor;

  /** max(x, 0); its derivative at 0 is 0. */
  relu(): Tensor;
  /** x where x > 0, else alpha x. Default alpha 0.2, as in Keras. */
  leakyRelu(alpha?: number): Tensor;
  /** Exponential linear unit (Clevert et al. 2015): x where x > 0, else alpha (e^x - 1). Default alpha 1. */
  elu(alpha?: number): Tensor;
  /** Scaled exponential linear unit, with the constants of Klambauer et al. (2017). */
  selu(): Tensor;
  /** Gaussian error linear unit (Hendrycks & Gimpel 2016): x Phi(x), with the exact error function. */
  gelu(): Tensor;
  /** Sigmoid linear unit, also called swish (Elfwing et al. 2017): x sigmoid(x). */
  silu(): Tensor;
  /** 1 / (1 + e^-x), elementwise. */
  sigmoid(): Tensor;
  /** The hyperbolic tangent of x, elementwise. */
  tanh(): Tensor;
  /** ln(1 + e^x), elementwise, without overflow. */
  softplus(): Tensor;
  /** e^x / sum of e^x along an axis, by default the last, without overflow: what comes out adds up to 1 along it. */
  softmax(axis?: number): Tensor;
  /** The logarithm of softmax along an axis, by default the last, computed without the quotient. */
  logSoftmax(axis?: number): Tensor;

  /** The sum along axes, which disappear from the shape. */
  sum(axes?: Axes, options?: KeepDims): Tensor;
  /** The mean along axes, as `sum`. */
  mean(axes?: Axes, options?: KeepDims): Tensor;
  /** The largest element along axes, as `sum`; each of several equal ones gets the gradient. */
  max(axes?: Axes, options?: KeepDims): Tensor;
  /** The smallest element along axes, as `sum`; each of several equal ones gets the gradient. */
  min(axes?: Axes, options?: KeepDims): Tensor;
  /** The biased variance along axes, as `sum`: the mean of (x - mean)^2. */
  variance(axes?: Axes, options?: KeepDims): Tensor;
  /** The square root of the biased variance along axes, as `sum`. */
  standardDeviation(axes?: Axes, options?: KeepDims): Tensor;
  /** ln(sum of e^x) along axes, as `sum`, without overflow. */
  logSumExp(axes?: Axes, options?: KeepDims): Tensor;
  /**
   * The index of the first largest element along axes (row-major where there are several), as `sum`: int32, without
   * gradient.
   */
  argMax(axes?: Axes, options?: KeepDims): Tensor;

  /**
   * Matrix product over the last two axes, [..., M, K] times [..., K, N] to [..., M, N], the axes before them
   * broadcast; either side may be read transposed.
   */
  matmul(b: Tensor, options?: MatmulAttributes): Tensor;
  /** Product of vectors and matrices: [K] or [M, K] times [K] or [K, N]. */
  dot(b: Tensor): Tensor;
  /** Outer product of two vectors: [M] and [N] to [M, N]. */
  outer(b: Tensor): Tensor;

  /** The same elements under another shape; one size may be -1: what is left over. */
  reshape(shape: Shape): Tensor;
  /** All axes from `startAxis` (default 0) on as one. */
  flatten(startAxis?: number): Tensor;
  /** Without the named axes of size 1, by default without all of them. */
  squeeze(axes?: Axes): Tensor;
  /** With a new axis of size 1. */
  expandDims(axis: number): Tensor;
  /** Axis i of the result is axis permutation[i] of this; by default all are reversed. */
  transpose(permutation?: readonly number[]): Tensor;
  /** Repeated along axes of size 1, and new ones in front, up to the given shape. */
  broadcastTo(shape: Shape): Tensor;
  /** `size` elements along each axis (default: what remains) from `begin` on, every `step`-th; a number is for the first axis. */
  slice(begin: Axes | undefined, size?: Axes, step?: Axes): Tensor;
  /** `before` and `after` elements of `value` (default 0) around each axis. */
  pad(paddings: Paddings, value?: number): Tensor;
  /** Elements picked along an axis (default 0) by int32 indices, times `scale` (default 1); uint8 becomes float32. */
  gather(indices: Tensor, options?: Partial<GatherAttributes>): Tensor;
  /** int32 indices as rows of `depth` numbers, onValue (default 1) at the index, offValue (0) elsewhere; default float32. */
  oneHot(depth: number, options?: { onValue?: number; offValue?: number; dtype?: DType }): Tensor;
  /** The same values in another dtype, towards zero into integers. The gradient is cast back. */
  cast(dtype: DType): Tensor;

  /** Fills `grad` of every leaf this value was computed from; see src/autograd/backward.ts. */
  backward(options?: BackwardOptions): void;
}

declare module '../tensor/tensor.js' {
  // eslint-disable-next-line @typescript-eslint/no-empty-object-type -- merging the methods into the class is the point
  interface Tensor extends TensorMethods {}
}

type Implementations = {
  [K in keyof TensorMethods]: (this: Tensor, ...args: Parameters<TensorMethods[K]>) => ReturnType<TensorMethods[K]>;
};

type OfOne = (inputs: [x: Tensor]) => Tensor;
type OfTwo = (inputs: [a: Tensor, b: Tensor]) => Tensor;
type Reduction = (inputs: [x: Tensor], attributes: { axes?: Axes | undefined } & KeepDims) => Tensor;

/** y = f(this) */
function ofOne(operation: OfOne) {
  return function (this: Tensor) {
    return operation([this]);
  };
}

/** y = f(this, b), b a tensor or a number. */
function ofTwo(operation: OfTwo) {
  return function (this: Tensor, b: TensorLike) {
    return operation([this, asTensor(b, this)]);
  };
}

/** y = f(b, this) */
function reversed(operation: OfTwo) {
  return function (this: Tensor, b: TensorLike) {
    return operation([asTensor(b, this), this]);
  };
}

function reduction(operation: Reduction) {
  return function (this: Tensor, axes?: Axes, options?: KeepDims) {
    return operation([this], { axes, ...options });
  };
}

const methods: Implementations = {
  add: ofTwo(add),
  sub: ofTwo(sub),
  rsub: reversed(sub),
  mul: ofTwo(mul),
  div: ofTwo(div),
  rdiv: reversed(div),
  pow: ofTwo(pow),
  minimum: ofTwo(minimum),
  maximum: ofTwo(maximum),

  equal: ofTwo(equal),
  notEqual: ofTwo(notEqual),
  less: ofTwo(less),
  lessEqual: ofTwo(lessEqual),
  greater: ofTwo(greater),
  greaterEqual: ofTwo(greaterEqual),

  neg: ofOne(neg),
  abs: ofOne(abs),
  sign: ofOne(sign),
  exp: ofOne(exp),
  log: ofOne(log),
  sqrt: ofOne(sqrt),
  square: ofOne(square),
  reciprocal: ofOne(reciprocal),
  erf: ofOne(erf),
  clip(low, high) {
    return clip([this], { low, high });
  },

  relu: ofOne(relu),
  leakyRelu(alpha = 0.2) {
    return leakyRelu([this], { alpha });
  },
  elu(alpha = 1) {
    return elu([this], { alpha });
  },
  selu: ofOne(selu),
  gelu: ofOne(gelu),
  silu: ofOne(silu),
  sigmoid: ofOne(sigmoid),
  tanh: ofOne(tanh),
  softplus: ofOne(softplus),
  softmax(axis = -1) {
    return softmax([this], { axis });
  },
  logSoftmax(axis = -1) {
    return logSoftmax([this], { axis });
  },

  sum: reduction(sum),
  mean: reduction(mean),
  max: reduction(max),
  min: reduction(min),
  variance: reduction(variance),
  standardDeviation(axes, options) {
    return this.variance(axes, options).sqrt();
  },
  logSumExp: reduction(logSumExp),
  argMax: reduction(argMax),

  matmul(b, options = {}) {
    return matmul([this, b], options);
  },
  dot(b) {
    return dot(this, b);
  },
  outer(b) {
    return outer(this, b);
  },

  reshape(shape) {
    return reshape([this], { shape });
  },
  flatten(startAxis) {
    return flatten(this, startAxis);
  },
  squeeze(axes) {
    return squeeze(this, axes);
  },
  expandDims(axis) {
    return expandDims(this, axis);
  },
  transpose(permutation) {
    return transpose([this], { permutation });
  },
  broadcastTo(shape) {
    return broadcastTo([this], { shape });
  },
  slice(begin, size, step) {
    return slice([this], { begin: asList(begin), size: asList(size), step: asList(step) });
  },
  pad(paddings, value = 0) {
    return pad([this], { paddings, value });
  },
  gather(indices, { axis = 0, scale = 1 } = {}) {
    return gather([this, indices], { axis, scale });
  },
  oneHot(depth, { onValue = 1, offValue = 0, dtype = 'float32' } = {}) {
    return oneHot([this], { depth, onValue, offValue, dtype });
  },
  cast(dtype) {
    return cast([this], { dtype });
  },

  backward(options) {
    backward(this, options);
  },
};

function asList(axes: Axes | undefined): readonly number[] | undefined {
  return typeof axes === 'number' ? [axes] : axes;
}

Object.assign(Tensor.prototype, methods);

/** The names of all methods, for whoever offers them in another form. */
export const methodNames = Object.keys(methods) as readonly (keyof TensorMethods)[];
