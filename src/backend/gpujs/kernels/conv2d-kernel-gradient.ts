import type { Conv2dGeometry } from '../../kernels.js';
import { images, type GpuJsKernel, type KernelThread, type Pixels } from '../gpujs-kernel.js';

/**
 * Gradient of a convolution with respect to its kernel
 *
 *   dw[kh, kw, i, o] = sum over b, oh, ow of x[b, h, w, i] * dy[b, oh, ow, o],
 *   h = oh * strideHeight + kh * dilationHeight - padTop, w likewise; x is 0 outside of the image.
 *
 * x: [b * inHeight + h][w][i], dy: [b * outHeight + oh][ow][o].
 * One thread per element of dw: x = o, y = (kh * kernelWidth + kw) * inChannels + i. Each line of y is added up on its own, then
 * each picture, so that rounding errors of the very long sum stay small.
 */
function kernelGradient(this: KernelThread<Conv2dGeometry>, x: Pixels, dy: Pixels): number {
  const o = this.thread.x;
  const tap = Math.floor((this.thread.y + 0.5) / this.constants.inChannels);
  const i = this.thread.y - tap * this.constants.inChannels;
  const kh = Math.floor((tap + 0.5) / this.constants.kernelWidth);
  const kw = tap - kh * this.constants.kernelWidth;
  const top = kh * this.constants.dilationHeight - this.constants.padTop;
  const left = kw * this.constants.dilationWidth - this.constants.padLeft;
  let sum = 0;
  for (let b = 0; b < this.constants.batch; b++) {
    let picture = 0;
    for (let oh = 0; oh < this.constants.outHeight; oh++) {
      const h = top + oh * this.constants.strideHeight;
      if (h >= 0 && h < this.constants.inHeight) {
        let line = 0;
        for (let ow = 0; ow < this.constants.outWidth; ow++) {
          const w = left + ow * this.constants.strideWidth;
          if (w >= 0 && w < this.constants.inWidth) {
            line += x[b * this.constants.inHeight + h][w][i] * dy[b * this.constants.outHeight + oh][ow][o];
          }
        }
        picture += line;
      }
    }
    sum += picture;
  }
  return sum;
}

/** `conv2dKernelGradient` of the contract. */
export const conv2dKernelGradient: GpuJsKernel<'conv2dKernelGradient'> = {
  element: kernelGradient,
  constants: (geometry) => ({ ...geometry }),
  inputs: (g) => [
    images(g.batch, g.inHeight, g.inWidth, g.inChannels),
    images(g.batch, g.outHeight, g.outWidth, g.outChannels),
  ],
  threads: (g) => [g.outChannels, g.kernelHeight * g.kernelWidth * g.inChannels],
};
