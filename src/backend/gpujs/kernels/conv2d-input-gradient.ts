import type { Conv2dGeometry } from '../../kernels.js';
import { images, taps, type GpuJsKernel, type KernelThread, type Pixels } from '../gpujs-kernel.js';

/**
 * Gradient of a convolution with respect to its input
 *
 *   dx[b, h, w, i] = sum over kh, kw, o of dy[b, oh, ow, o] * w[kh, kw, i, o],
 *   oh = (h + padTop - kh * dilationHeight) / strideHeight, ow likewise, where these are whole numbers inside of y.
 *
 * dy: [b * outHeight + oh][ow][o], kernel: [kh * kernelWidth + kw][i][o].
 * One thread per element of dx: x = w * inChannels + i, y = b * inHeight + h. A gather: each pixel asks which outputs have read it.
 */
function inputGradient(this: KernelThread<Conv2dGeometry>, dy: Pixels, kernel: Pixels): number {
  const w = Math.floor((this.thread.x + 0.5) / this.constants.inChannels);
  const i = this.thread.x - w * this.constants.inChannels;
  const b = Math.floor((this.thread.y + 0.5) / this.constants.inHeight);
  const h = this.thread.y - b * this.constants.inHeight;
  let sum = 0;
  for (let kh = 0; kh < this.constants.kernelHeight; kh++) {
    const top = h + this.constants.padTop - kh * this.constants.dilationHeight;
    const oh = Math.floor((top + 0.5) / this.constants.strideHeight);
    if (oh >= 0 && oh < this.constants.outHeight && oh * this.constants.strideHeight === top) {
      for (let kw = 0; kw < this.constants.kernelWidth; kw++) {
        const left = w + this.constants.padLeft - kw * this.constants.dilationWidth;
        const ow = Math.floor((left + 0.5) / this.constants.strideWidth);
        if (ow >= 0 && ow < this.constants.outWidth && ow * this.constants.strideWidth === left) {
          let part = 0;
          for (let o = 0; o < this.constants.outChannels; o++) {
            part += dy[b * this.constants.outHeight + oh][ow][o] * kernel[kh * this.constants.kernelWidth + kw][i][o];
          }
          sum += part;
        }
      }
    }
  }
  return sum;
}

/** `conv2dInputGradient` of the contract. */
export const conv2dInputGradient: GpuJsKernel<'conv2dInputGradient'> = {
  element: inputGradient,
  constants: (geometry) => ({ ...geometry }),
  inputs: (g) => [
    images(g.batch, g.outHeight, g.outWidth, g.outChannels),
    taps(g.kernelHeight, g.kernelWidth, g.inChannels, g.outChannels),
  ],
  threads: (g) => [g.inWidth * g.inChannels, g.batch * g.inHeight],
};
