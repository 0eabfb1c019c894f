import type { Conv2dGeometry } from '../../kernels.js';
import { activationCode, images, taps, type GpuJsKernel, type KernelThread, type Pixels } from '../gpujs-kernel.js';

interface Constants extends Conv2dGeometry {
  readonly activation: number;
}

/**
 * Convolution  y[b, oh, ow, o] = activation(bias[o] + sum over kh, kw, i of x[b, h, w, i] * w[kh, kw, i, o]),
 *   h = oh * strideHeight + kh * dilationHeight - padTop, w likewise; x is 0 outside of the image.
 *
 * x: [b * inHeight + h][w][i], kernel: [kh * kernelWidth + kw][i][o], bias: [outChannels].
 * One thread per element of y: x = ow * outChannels + o, y = b * outHeight + oh. (Half is added before a division that is rounded
 * down: a GPU's quotient may be a little too small.)
 */
function convolution(this: KernelThread<Constants>, x: Pixels, kernel: Pixels, bias: number[]): number {
  const ow = Math.floor((this.thread.x + 0.5) / this.constants.outChannels);
  const o = this.thread.x - ow * this.constants.outChannels;
  const b = Math.floor((this.thread.y + 0.5) / this.constants.outHeight);
  const oh = this.thread.y - b * this.constants.outHeight;
  const top = oh * this.constants.strideHeight - this.constants.padTop;
  const left = ow * this.constants.strideWidth - this.constants.padLeft;
  let sum = 0;
  for (let kh = 0; kh < this.constants.kernelHeight; kh++) {
    const h = top + kh * this.constants.dilationHeight;
    if (h >= 0 && h < this.constants.inHeight) {
      for (let kw = 0; kw < this.constants.kernelWidth; kw++) {
        const w = left + kw * this.constants.dilationWidth;
        if (w >= 0 && w < this.constants.inWidth) {
          let part = 0;
          for (let i = 0; i < this.constants.inChannels; i++) {
            part += x[b * this.constants.inHeight + h][w][i] * kernel[kh * this.constants.kernelWidth + kw][i][o];
          }
          sum += part;
        }
      }
    }
  }
  let y = sum + bias[o];
  if (this.constants.activation === 1) {
    y = Math.max(y, 0);
  }
  if (this.constants.activation === 2) {
    y = 1 / (1 + Math.exp(-y));
  }
  if (this.constants.activation === 3) {
    y = Math.tanh(Math.min(Math.max(y, -15), 15));
  }
  return y;
}

/** `conv2d` of the contract. */
export const conv2d: GpuJsKernel<'conv2d'> = {
  element: convolution,
  constants: ({ activation, keepsZeros: _, ...geometry }) => ({ ...geometry, activation: activationCode(activation) }),
  inputs: (g) => [
    images(g.batch, g.inHeight, g.inWidth, g.inChannels),
    taps(g.kernelHeight, g.kernelWidth, g.inChannels, g.outChannels),
    [g.outChannels],
  ],
  threads: (g) => [g.outWidth * g.outChannels, g.batch * g.outHeight],
};
