import { defineOperation, type Operation } from '../autograd/define-operation.js';
import { isRecording } from '../autograd/recording.js';
import type { Conv2dGeometry, Conv2dResult, FusedActivation } from '../backend/kernels.js';
import { run } from '../backend/run.js';
import { HandgradError } from '../tensor/error.js';
import { shapeText } from '../tensor/shape.js';
import type { Tensor } from '../tensor/tensor.js';
import { activationGradient } from './activation-gradient.js';
import { conv2dGeometry, type SlidingOptions } from './convolution-geometry.js';
import { commonFloatDtype } from './same-dtype.js';

/** How a convolution slides, and what it does to its sums before they are written. */
export interface Conv2dOptions extends Partial<SlidingOptions> {
  /** Added to every output pixel: [outChannels]. Default: none. */
  bias?: Tensor | null;
  /** Applied to the sums in the same pass over memory. Default linear. */
  activation?: FusedActivation;
}

/**
 * Convolution of images, y = activation(x * w + bias), as neural networks mean it: the kernel is not flipped.
 *
 *     conv2d(images, kernel, { bias, strides: 2, padding: 'same', activation: 'relu' })
 *
 * x: [N, H, W, C]; w: [KH, KW, C, O]; bias: [O]; y: [N, OH, OW, O], with OH = ceil(H / stride) under `same` and
 * floor((H + padding - reach) / stride) + 1 otherwise, reach = (KH - 1) * dilation + 1.
 * Defaults: strides 1, padding `valid`, dilation 1.
 * @throws {HandgradError} when shapes, dtypes or options do not fit together.
 */
export function conv2d(x: Tensor, w: Tensor, options: Conv2dOptions = {}): Tensor {
  const { bias = null, activation = 'linear', ...sliding } = options;
  const geometry = conv2dGeometry(x.shape, w.shape, sliding);
  if (bias && (bias.rank !== 1 || bias.shape[0] !== geometry.outChannels)) {
    throw new HandgradError(
      `conv2d: the bias needs shape [${geometry.outChannels}], one number for each output channel, found ${shapeText(bias.shape)}`,
    );
  }
  commonFloatDtype('conv2d', { input: x, kernel: w, bias });
  const keepsZeros = isRecording() && [x, w, bias].some((input) => input?.requiresGrad);
  return conv2dOperation([x, w, bias], { geometry, activation, keepsZeros });
}

/**
 * The convolution itself. With b the image, (p, q) an output pixel, (k, l) a place in the kernel, s the stride, d the dilation:
 *
 *   z[b, p, q, o] = bias[o] + sum over k, l, c of x[b, p s + k d - padTop, q s + l d - padLeft, c] w[k, l, c, o]
 *   y = activation(z)
 *
 * Every term is a product of one x, one w and belongs to one z. Collecting the terms by x, by w or by z gives three
 * functions, each linear in both of its arguments and each the derivative of the others:
 *
 *   conv2d(x, w) -> z          conv2dInputGradient(dz, w) -> dx          conv2dKernelGradient(x, dz) -> dw
 *
 *   dL/dz = dL/dy activation'(z)      dL/dx = conv2dInputGradient(dz, w)
 *   dL/dbias = sum of dz over b, p, q      dL/dw = conv2dKernelGradient(x, dz)
 */
export const conv2dOperation: Operation<
  [x: Tensor, w: Tensor, bias: Tensor | null],
  { geometry: Conv2dGeometry } & Conv2dResult
> = defineOperation('conv2d', {
  forward: ([x, w, bias], { geometry, activation, keepsZeros = false }) => {
    const [y] = run('conv2d', [x, w, bias], [{ shape: outputShape(geometry), dtype: x.dtype }], {
      ...geometry,
      activation,
      keepsZeros,
    });
    return y;
  },
  backward: (dy, { inputs: [x, w, bias], y, attributes: { geometry, activation } }) => {
    const dz = activation === 'linear' ? dy : activationGradient([dy, y], { activation });
    return [
      () => conv2dInputGradient([dz, w], geometry),
      () => conv2dKernelGradient([x, dz], geometry),
      bias && (() => dz.sum([0, 1, 2])),
    ];
  },
});

/**
 * The terms collected by x: dx[b, h, w, c] = sum of dz[b, p, q, o] w[k, l, c, o] over all (p, q, k, l) that read pixel (h, w).
 * Known elsewhere as transposed convolution, of z-shaped images with w.
 *
 *   for an upstream u of dx's shape:   dL/d(dz) = conv2d(u, w)        dL/dw = conv2dKernelGradient(u, dz)
 *
 * dz: [N, OH, OW, O]; w: [KH, KW, C, O]; dx: [N, H, W, C].
 */
export const conv2dInputGradient: Operation<[dz: Tensor, w: Tensor], Conv2dGeometry> = defineOperation(
  'conv2dInputGradient',
  {
    forward: ([dz, w], geometry) => {
      const [dx] = run('conv2dInputGradient', [dz, w], [{ shape: inputShape(geometry), dtype: dz.dtype }], geometry);
      return dx;
    },
    backward: (upstream, { inputs: [dz, w], attributes: geometry }) => [
      () => conv2dOperation([upstream, w, null], { geometry, activation: 'linear' }),
      () => conv2dKernelGradient([upstream, dz], geometry),
    ],
  },
);

/**
 * The terms collected by w: dw[k, l, c, o] = sum over b, p, q of x[b, pixel that (p, q, k, l) reads, c] dz[b, p, q, o].
 *
 *   for an upstream u of dw's shape:   dL/dx = conv2dInputGradient(dz, u)        dL/d(dz) = conv2d(x, u)
 *
 * x: [N, H, W, C]; dz: [N, OH, OW, O]; dw: [KH, KW, C, O].
 */
export const conv2dKernelGradient: Operation<[x: Tensor, dz: Tensor], Conv2dGeometry> = defineOperation(
  'conv2dKernelGradient',
  {
    forward: ([x, dz], geometry) => {
      const [dw] = run('conv2dKernelGradient', [x, dz], [{ shape: kernelShape(geometry), dtype: x.dtype }], geometry);
      return dw;
    },
    backward: (upstream, { inputs: [x, dz], attributes: geometry }) => [
      () => conv2dInputGradient([dz, upstream], geometry),
      () => conv2dOperation([x, upstream, null], { geometry, activation: 'linear' }),
    ],
  },
);

function inputShape({ batch, inHeight, inWidth, inChannels }: Conv2dGeometry): number[] {
  return [batch, inHeight, inWidth, inChannels];
}

function kernelShape({ kernelHeight, kernelWidth, inChannels, outChannels }: Conv2dGeometry): number[] {
  return [kernelHeight, kernelWidth, inChannels, outChannels];
}

function outputShape({ batch, outHeight, outWidth, outChannels }: Conv2dGeometry): number[] {
  return [batch, outHeight, outWidth, outChannels];
}
