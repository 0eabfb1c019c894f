import type { DType } from '../tensor/dtype.js';
import type { Shape } from '../tensor/shape.js';

/**
 * The kernels every backend has, and what each computes. This table is the contract: a backend is an object with one
 * function per name (backend.ts), and a kernel missing from one of them is a compile error.
 *
 * All operands are contiguous and row-major. Images are [batch, height, width, channels], convolution kernels
 * [height, width, inChannels, outChannels], dense kernels [in, out]. Values are float32 (float64 too on the reference backend)
 * unless a dtype is given; operands called indices, labels, predictions or counts are int32. Outputs are overwritten completely
 * unless marked (in place): those are read and updated. `T` is what stands for an operand: `Operand` for a backend, `Tensor` above.
 */
export interface KernelSignatures<T> {
  /** y[i] = value. Any dtype. */
  fill: Kernel<[], [y: T], { value: number }>;
  /** y[i] = x[i], converted to y's dtype (towards zero into integers). */
  cast: Kernel<[x: T], [y: T], object>;
  /** y[i] = f(x[i]), see `UnaryFunction`. int32 for neg, abs, sign, square, clip only. */
  unary: Kernel<[x: T], [y: T], { function: UnaryFunction; alpha?: number; beta?: number }>;
  /** y = f(a, b) with a and b broadcast to y's shape. a and b of one dtype (float or int32); comparisons of int32 give float32 1 or 0. */
  binary: Kernel<[a: T, b: T], [y: T], { function: BinaryFunction }>;
  /** y = condition !== 0 ? a : b, all three broadcast to y's shape. */
  select: Kernel<[condition: T, a: T, b: T], [y: T], object>;
  /** y[o, i] = f over l of x[o, l, i], where x is seen as [outer, length, inner]. */
  reduce: Kernel<[x: T], [y: T], { function: ReduceFunction; outer: number; length: number; inner: number }>;
  /** indices[o, i] = the first l at which x[o, l, i] is largest (int32). */
  argMax: Kernel<[x: T], [indices: T], { outer: number; length: number; inner: number }>;
  /**
   * For every multi-index i of `shape`: y[outputOffset + i . outputStrides] = x[inputOffset + i . inputStrides]; the rest of y
   * stays (y in place). Any dtype. Stride 0 repeats, a negative one reverses: transpose, slice, flip, tile, concat and pad are all this.
   */
  copy: Kernel<
    [x: T],
    [y: T],
    {
      shape: Shape;
      inputOffset: number;
      inputStrides: readonly number[];
      outputOffset: number;
      outputStrides: readonly number[];
    }
  >;
  /** y[o, j, i] = scale * x[o, indices[j], i], x seen as [outer, length, inner]; x float, int32, or uint8 (then y is float32). An index outside reads 0. */
  gather: Kernel<
    [x: T, indices: T],
    [y: T],
    { outer: number; length: number; inner: number; count: number; scale: number }
  >;
  /** dx[o, l, i] = sum over j with indices[j] = l of dy[o, j, i], added in the order of j. */
  scatterAdd: Kernel<[dy: T, indices: T], [dx: T], { outer: number; length: number; inner: number; count: number }>;
  /** y[j, d] = indices[j] = d ? onValue : offValue; y float. */
  oneHot: Kernel<[indices: T], [y: T], { depth: number; onValue: number; offValue: number }>;

  /**
   * c[p] = activation(op(a[p]) op(b[p]) + bias) for p < batch, op(a): m x k, op(b): k x n, op = transpose where flagged
   * (the operand then lies as k x m or n x k). A batch stride of 0 reuses one matrix for all p. bias: [n] or null.
   */
  matmul: Kernel<
    [a: T, b: T, bias: T | null],
    [c: T],
    {
      batch: number;
      m: number;
      n: number;
      k: number;
      transposeA: boolean;
      transposeB: boolean;
      batchStrideA: number;
      batchStrideB: number;
      activation: FusedActivation;
    }
  >;
  /** y[b, oh, ow, o] = activation(bias[o] + sum over kh, kw, i of x[b, oh*stride + kh*dilation - padTop, ow*..., i] w[kh, kw, i, o]). */
  conv2d: Kernel<[x: T, w: T, bias: T | null], [y: T], Conv2dGeometry & Conv2dResult>;
  /** dx[b, h, w, i] = sum of dy[b, oh, ow, o] w[kh, kw, i, o] over all (oh, ow, kh, kw) that read pixel (h, w). */
  conv2dInputGradient: Kernel<[dy: T, w: T], [dx: T], Conv2dGeometry>;
  /** dw[kh, kw, i, o] = sum over b, oh, ow of x[b, pixel that (oh, ow, kh, kw) reads, i] dy[b, oh, ow, o]. */
  conv2dKernelGradient: Kernel<[x: T, dy: T], [dw: T], Conv2dGeometry>;

  /** y = largest real pixel of each window. */
  maxPool2d: Kernel<[x: T], [y: T], Pool2dGeometry>;
  /** dx = dy routed to the first (row by row) maximum of its window. */
  maxPool2dGradient: Kernel<[dy: T, x: T], [dx: T], Pool2dGeometry>;
  /** y = mean over the real pixels of each window (padding does not count). */
  averagePool2d: Kernel<[x: T], [y: T], Pool2dGeometry>;
  /** dx = dy spread evenly over the real pixels of its window. */
  averagePool2dGradient: Kernel<[dy: T], [dx: T], Pool2dGeometry>;

  /** mean[c] and biased variance[c] of x[rows, channels] over the rows; two passes, so that large means do not cancel. */
  moments: Kernel<[x: T], [mean: T, variance: T], { rows: number; channels: number }>;
  /** y[r, c] = gamma[c] (x[r, c] - mean[c]) / sqrt(variance[c] + epsilon) + beta[c]. */
  batchNormalize: Kernel<
    [x: T, mean: T, variance: T, gamma: T, beta: T],
    [y: T],
    { rows: number; channels: number; epsilon: number }
  >;
  /** Gradients of batchNormalize where mean and variance are x's own moments (Ioffe & Szegedy 2015, section 3). */
  batchNormGradient: Kernel<
    [dy: T, x: T, mean: T, variance: T, gamma: T],
    [dx: T, dgamma: T, dbeta: T],
    { rows: number; channels: number; epsilon: number }
  >;

  /** y[r] = softmax(x[r]), or its logarithm, over the columns; shifted by the row's maximum, so nothing overflows. */
  softmax: Kernel<[x: T], [y: T], { rows: number; columns: number; logarithm: boolean }>;
  /**
   * losses[r] = -sum over c of t[r, c] log softmax(logits[r])[c], t = (1 - labelSmoothing) targets + labelSmoothing / columns.
   * targets: [rows, columns] float, or int32 labels [rows], seen as one-hot rows.
   */
  softmaxCrossEntropy: Kernel<
    [logits: T, targets: T],
    [losses: T],
    { rows: number; columns: number; labelSmoothing: number }
  >;
  /** dlogits[r, c] = dlosses[r] (softmax(logits[r])[c] * sum(t[r]) - t[r, c]), t as above. */
  softmaxCrossEntropyGradient: Kernel<
    [logits: T, targets: T, dlosses: T],
    [dlogits: T],
    { rows: number; columns: number; labelSmoothing: number }
  >;

  /**
   * y[i] = word(i) < threshold ? 0 : x[i] / (1 - rate), threshold = floor(rate 2^32), word(i) = word i mod 4 of Philox block
   * counter = (i div 4, step, streamLow, streamHigh) under key = (seedLow, seedHigh). Its gradient is the same kernel on dy.
   */
  dropout: Kernel<[x: T], [y: T], RandomPlace & { rate: number }>;

  /**
   * maps[i] = [a b c; d e f] takes (row, column) of an output image to (a row + b column + c, d row + e column + f) of image
   * `first` + i. About the middle of the image: first the zoom, then the shift, then the rotation,
   *
   *   (row', column') = middle + R(angle) (zoom . ((row, column) - middle) + shift),  R(angle) = [cos sin; -sin cos]
   *
   * angle = 2 pi u[0] rotation, zoom = 1 + (u[1] zoomHeight, u[2] zoomWidth), shift = (u[3] shiftHeight, u[4] shiftWidth),
   * u[k] = (word(8 (first + i) + k) >>> 8) / 2^23 - 1, in [-1, 1); word(j) = word j mod 4 of Philox block
   * counter = (j div 4, step, streamLow, streamHigh). How it is computed in float32: src/backend/affine-map.ts. (maps: [n, 6].)
   */
  affineMaps: Kernel<[], [maps: T], AffineMapRanges & RandomPlace & { first: number }>;
  /**
   * y[b, r, c, k] = sum over i, j of tent(u - i) tent(v - j) x[b, i, j, k], where (u, v) = maps[b] (r, c) and
   * tent(t) = max(0, 1 - |t|): bilinear, 0 outside of the image. With `repeatsEdge` u and v are first brought into the image, so that
   * outside is the nearest pixel of its edge. maps: float32 [batch, 6].
   */
  resample: Kernel<
    [x: T, maps: T],
    [y: T],
    { batch: number; height: number; width: number; channels: number; repeatsEdge: boolean }
  >;

  /**
   * w -= rate * g, or with momentum: velocity = momentum * velocity - rate * g; w += velocity, with nesterov
   * w += momentum * velocity - rate * g (Keras SGD). (w, velocity in place.) velocity is null when momentum is 0.
   */
  sgd: Kernel<[g: T], [w: T, velocity: T | null], { learningRate: number; momentum: number; nesterov: boolean }>;
  /**
   * w -= learningRate weightDecay w (AdamW, decoupled); m += (1-beta1)(g - m); v += (1-beta2)(g^2 - v);
   * w -= stepSize m / (sqrt(v) + epsilon), stepSize = learningRate sqrt(1-beta2^t) / (1-beta1^t) (Keras Adam). (All in place.)
   */
  adam: Kernel<
    [g: T],
    [w: T, m: T, v: T],
    { stepSize: number; beta1: number; beta2: number; epsilon: number; decay: number }
  >;
  /**
   * m, v as in adam; w -= learningRate (mScale m + gScale g) / (sqrt(vScale v) + epsilon): Keras Nadam, whose scales hold the
   * momentum schedule and the bias corrections. (All in place.)
   */
  nadam: Kernel<
    [g: T],
    [w: T, m: T, v: T],
    {
      learningRate: number;
      beta1: number;
      beta2: number;
      epsilon: number;
      mScale: number;
      gScale: number;
      vScale: number;
    }
  >;
  /** v = rho v + (1-rho) g^2; w -= learningRate g / sqrt(v + epsilon) (Keras RMSprop). (All in place.) */
  rmsprop: Kernel<[g: T], [w: T, v: T], { learningRate: number; rho: number; epsilon: number }>;
  /** moving = moving * momentum + value * (1 - momentum). (In place.) */
  movingAverage: Kernel<[value: T], [moving: T], { momentum: number }>;

  /** count[0] += number of x[i] that are NaN or infinite, decided on the bits of the exponent. (count int32, in place.) */
  countNonFinite: Kernel<[x: T], [count: T], object>;
  /** counts[l, p] += number of j with labels[j] = l and predictions[j] = p. (counts int32 [classes, classes], in place.) */
  confusionMatrix: Kernel<[labels: T, predictions: T], [counts: T], { classes: number }>;
}

interface Kernel<Inputs extends unknown[], Outputs extends unknown[], Attributes extends object> {
  inputs: Inputs;
  outputs: Outputs;
  attributes: Attributes;
}

export type KernelName = keyof KernelSignatures<unknown>;

/** The attributes of one kernel. */
export type KernelAttributes<K extends KernelName> = KernelSignatures<unknown>[K]['attributes'];

/**
 * Elementwise functions of one value; alpha and beta are what the comment says.
 * gelu is x Phi(x) with the exact error function; selu has Klambauer's constants; sign(0) = 0.
 */
export type UnaryFunction =
  | 'neg'
  | 'abs'
  | 'sign'
  | 'exp'
  | 'log'
  | 'sqrt'
  | 'square'
  | 'reciprocal'
  | 'erf'
  | 'relu' // max(x, 0)
  | 'leakyRelu' // x > 0 ? x : alpha x
  | 'elu' // x > 0 ? x : alpha (exp(x) - 1)
  | 'selu'
  | 'gelu'
  | 'silu' // x sigmoid(x)
  | 'sigmoid'
  | 'tanh'
  | 'softplus' // log(1 + exp(x)), without overflow
  | 'clip'; // min(max(x, alpha), beta)

/** Elementwise functions of two values. Comparisons give 1 or 0. The last three are f'(x) expressed through y = f(x), times dy. */
export type BinaryFunction =
  | 'add'
  | 'sub'
  | 'mul'
  | 'div'
  | 'pow'
  | 'minimum'
  | 'maximum'
  | 'equal'
  | 'notEqual'
  | 'less'
  | 'lessEqual'
  | 'greater'
  | 'greaterEqual'
  | 'reluGradient' // (dy, y): y > 0 ? dy : 0
  | 'sigmoidGradient' // (dy, y): dy y (1 - y)
  | 'tanhGradient'; // (dy, y): dy (1 - y^2)

export type ReduceFunction = 'sum' | 'mean' | 'max' | 'min';

/** What a convolution does to its sums, and how exact they have to be. */
export interface Conv2dResult {
  readonly activation: FusedActivation;
  /**
   * A sum of zeros alone has to be zero, as wherever an image is black: its gradient will be asked for, and relu's jumps there. Otherwise
   * the sum may be off by as much as rounding makes of its neighbours' terms. Default false.
   */
  readonly keepsZeros?: boolean;
}

/** Activations that matmul and conv2d apply to their result before it is written. Each has its gradient among the binary functions. */
export type FusedActivation = 'linear' | 'relu' | 'sigmoid' | 'tanh';

/** Which random numbers a kernel draws: the words of Philox's key, and three of its counter's; the first counts the numbers. */
export interface RandomPlace {
  readonly seedLow: number;
  readonly seedHigh: number;
  readonly streamLow: number;
  readonly streamHigh: number;
  /** The training step: every step draws others. */
  readonly step: number;
}

/** What random affine maps of images are drawn from: uniformly, up to each of these to either side. */
export interface AffineMapRanges {
  /** Of the images, in pixels. */
  readonly height: number;
  readonly width: number;
  /** In turns: 0.1 is 36 degrees. */
  readonly rotation: number;
  /** As a share: 0.1 gives factors from 0.9 to 1.1. A factor above 1 shows more of the image, smaller. */
  readonly zoomHeight: number;
  readonly zoomWidth: number;
  /** In pixels. */
  readonly shiftHeight: number;
  readonly shiftWidth: number;
}

/** Sizes of one convolution, all resolved: padding is what lies above and to the left (below and right follow from the output). */
export interface Conv2dGeometry {
  /** Images. */
  readonly batch: number;
  /** Rows of an image. */
  readonly inHeight: number;
  /** Columns of an image. */
  readonly inWidth: number;
  /** Channels of an image. */
  readonly inChannels: number;
  /** Rows of a result. */
  readonly outHeight: number;
  /** Columns of a result. */
  readonly outWidth: number;
  /** Kernels, and so channels of a result. */
  readonly outChannels: number;
  /** Rows of a kernel. */
  readonly kernelHeight: number;
  /** Columns of a kernel. */
  readonly kernelWidth: number;
  /** Rows from one place of the kernel to the next. */
  readonly strideHeight: number;
  /** Columns from one place of the kernel to the next. */
  readonly strideWidth: number;
  /** Rows of the image from one row of the kernel to the next. */
  readonly dilationHeight: number;
  /** Columns of the image from one column of the kernel to the next. */
  readonly dilationWidth: number;
  /** Rows of zeros above an image. */
  readonly padTop: number;
  /** Columns of zeros to the left of an image. */
  readonly padLeft: number;
}

/** Sizes of one pooling, resolved in the same way. */
export interface Pool2dGeometry {
  /** Images. */
  readonly batch: number;
  /** Rows of an image. */
  readonly inHeight: number;
  /** Columns of an image. */
  readonly inWidth: number;
  /** Channels, of an image and of a result. */
  readonly channels: number;
  /** Rows of a result. */
  readonly outHeight: number;
  /** Columns of a result. */
  readonly outWidth: number;
  /** Rows of the window. */
  readonly windowHeight: number;
  /** Columns of the window. */
  readonly windowWidth: number;
  /** Rows from one place of the window to the next. */
  readonly strideHeight: number;
  /** Columns from one place of the window to the next. */
  readonly strideWidth: number;
  /** Rows outside of the image that a window may cover above it. */
  readonly padTop: number;
  /** Columns outside of the image that a window may cover to its left. */
  readonly padLeft: number;
}

/** What an output of a kernel must look like before it is allocated. */
export interface OutputSpecification {
  readonly shape: Shape;
  readonly dtype: DType;
}
