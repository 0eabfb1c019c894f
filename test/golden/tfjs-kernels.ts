import type { Backend } from '../../src/backend/backend.js';
import { averagePool2d } from '../../src/ops/average-pool2d.js';
import { batchNormInference } from '../../src/ops/batch-norm.js';
import { concat } from '../../src/ops/concat.js';
import { conv2d, conv2dInputGradient } from '../../src/ops/conv2d.js';
import { conv2dGeometry, type Padding, type Pair } from '../../src/ops/convolution-geometry.js';
import { ones, zeros } from '../../src/ops/create.js';
import { maxPool2d } from '../../src/ops/max-pool2d.js';
import type { Paddings } from '../../src/ops/pad.js';
import type { Tensor } from '../../src/tensor/tensor.js';

/** A kernel's operands by TensorFlow.js' names. Indices are int32, everything else is float32. */
export type Inputs = Readonly<Record<string, Tensor>>;
type Attributes = Readonly<Record<string, never>>;
type KernelReplay = (inputs: Inputs, attributes: Attributes) => Tensor;

/** TensorFlow.js' kernels, said with the engine's operations. */
export const tfjsKernels: Readonly<Record<string, KernelReplay>> = {
  AvgPool: ({ x }, attributes) => averagePool2d(x, poolOptions(attributes)),
  BatchMatMul: ({ a, b }, { transposeA, transposeB }) => a.matmul(b, { transposeA, transposeB }),
  ClipByValue: ({ x }, { clipValueMin, clipValueMax }) => x.clip(clipValueMin, clipValueMax),
  Concat: (inputs, { axis }) => concat(Object.values(inputs), axis),
  Conv2D: ({ x, filter }, attributes) =>
    inNhwc(x, attributes, (images) => conv2d(images, filter, convolutionOptions(attributes))),
  Conv2DBackpropInput: ({ dy, filter }, attributes) =>
    conv2dInputGradient(
      [dy, filter],
      conv2dGeometry(attributes['inputShape'], filter.shape, convolutionOptions(attributes)),
    ),
  DepthwiseConv2dNative: ({ x, filter }, attributes) => depthwise(x, filter, attributes),
  Elu: ({ x }) => x.elu(),
  Exp: ({ x }) => x.exp(),
  FusedBatchNorm: ({ x, mean, variance, scale, offset }, { varianceEpsilon }) => {
    // Statistics of x's own shape give every element a channel of its own.
    const like = { backend: x.device as Backend };
    const [gamma, beta] = [scale ?? ones([mean.size], like), offset ?? zeros([mean.size], like)];
    const [m, v, g, b] = [mean, variance, gamma, beta].map((statistic) => statistic.reshape([mean.size]));
    return batchNormInference([x.reshape([-1, mean.size]), m, v, g, b], { epsilon: varianceEpsilon }).reshape(x.shape);
  },
  GatherV2: ({ x, indices }, { axis }) => x.gather(indices, { axis }),
  LeakyRelu: ({ x }, { alpha }) => x.leakyRelu(alpha),
  Log: ({ x }) => x.log(),
  Max: ({ x }, { reductionIndices, keepDims }) => x.max(reductionIndices ?? undefined, { keepDims }),
  MaxPool: ({ x }, attributes) => maxPool2d(x, poolOptions(attributes)),
  Mean: ({ x }, { axis, keepDims }) => x.mean(axis ?? undefined, { keepDims }),
  Multiply: ({ a, b }) => a.mul(b),
  OneHot: ({ indices }, { depth, onValue, offValue }) => indices.oneHot(depth, { onValue, offValue }),
  PadV2: ({ x }, { paddings, constantValue }) => x.pad(paddings as Paddings, constantValue ?? NaN),
  Pow: ({ a, b }) => a.pow(b),
  RealDiv: ({ a, b }) => a.div(b),
  Relu: ({ x }) => x.relu(),
  Sigmoid: ({ x }) => x.sigmoid(),
  Slice: ({ x }, { begin, size }) => x.slice(begin, size),
  Softmax: ({ logits }, { dim }) => logits.softmax(dim),
  Sqrt: ({ x }) => x.sqrt(),
  Square: ({ x }) => x.square(),
  Sum: ({ x }, { axis, keepDims }) => x.sum(axis ?? undefined, { keepDims }),
  Tanh: ({ x }) => x.tanh(),
  Transpose: ({ x }, { perm }) => x.transpose(perm),
};

/** Operations that TensorFlow.js composes of several kernels, by their kernels; each is given the first one's operands. */
export const tfjsChains: Readonly<Record<string, KernelReplay>> = {
  'Max > Sub > Exp > Sum > Log > Sub': ({ x }, { reductionIndices }) => x.logSoftmax(reductionIndices),
  'DepthwiseConv2dNative > Square': ({ x, filter }, attributes) => depthwise(x, filter, attributes).square(),
};

/** Each channel convolved by itself with its own kernels [KH, KW, C, M]; output channel c M + m comes from channel c. */
function depthwise(x: Tensor, filter: Tensor, attributes: Attributes): Tensor {
  const [height, width, channels, multiplier] = filter.shape;
  const separate = Array.from({ length: channels }, (_, c) =>
    conv2d(
      x.slice([0, 0, 0, c], [-1, -1, -1, 1]),
      filter.slice([0, 0, c, 0], [height, width, 1, multiplier]),
      convolutionOptions(attributes),
    ),
  );
  return concat(separate, 3);
}

/** Brings channels-first images to the engine's layout, and the result back. */
function inNhwc(x: Tensor, { dataFormat }: Attributes, convolve: (images: Tensor) => Tensor): Tensor {
  if (dataFormat !== 'NCHW') return convolve(x);
  return convolve(x.transpose([0, 2, 3, 1])).transpose([0, 3, 1, 2]);
}

function convolutionOptions({ strides, pad, dilations, dataFormat }: Attributes) {
  return { strides: strides as Pair, padding: paddingOf(pad, dataFormat), dilation: (dilations ?? 1) as Pair };
}

function poolOptions({ filterSize, strides, pad }: Attributes) {
  return { window: filterSize as Pair, strides: strides as Pair, padding: paddingOf(pad) };
}

/** TensorFlow.js' explicit padding is a pair for each axis of the images. */
function paddingOf(pad: Exclude<Padding, object> | readonly [number, number][], dataFormat = 'NHWC'): Padding {
  if (typeof pad !== 'object') return pad;
  const [[top, bottom], [left, right]] = dataFormat === 'NCHW' ? pad.slice(2) : pad.slice(1);
  return { top, bottom, left, right };
}
