import type { Pool2dGeometry } from '../../kernels.js';
import { images, type GpuJsKernel, type KernelThread, type Pixels } from '../gpujs-kernel.js';

/**
 * Max pooling  y[b, oh, ow, c] = largest x[b, h, w, c] of a window: windowHeight rows from h = oh * strideHeight - padTop on, columns
 * likewise; what lies outside of the image does not count.
 *
 * x: [b * inHeight + h][w][c]. One thread per element of y: x = ow * channels + c, y = b * outHeight + oh.
 */
function largestOfWindow(this: KernelThread<Pool2dGeometry>, x: Pixels): number {
  const ow = Math.floor((this.thread.x + 0.5) / this.constants.channels);
  const c = this.thread.x - ow * this.constants.channels;
  const b = Math.floor((this.thread.y + 0.5) / this.constants.outHeight);
  const oh = this.thread.y - b * this.constants.outHeight;
  const top = oh * this.constants.strideHeight - this.constants.padTop;
  const left = ow * this.constants.strideWidth - this.constants.padLeft;
  const firstRow = Math.max(top, 0);
  const firstColumn = Math.max(left, 0);
  let largest = x[b * this.constants.inHeight + firstRow][firstColumn][c];
  for (let i = 0; i < this.constants.windowHeight; i++) {
    const h = top + i;
    if (h >= 0 && h < this.constants.inHeight) {
      for (let j = 0; j < this.constants.windowWidth; j++) {
        const w = left + j;
        if (w >= 0 && w < this.constants.inWidth) {
          const value = x[b * this.constants.inHeight + h][w][c];
          // The first NaN, or else the largest.
          if (!(value <= largest) && largest === largest) {
            largest = value;
          }
        }
      }
    }
  }
  return largest;
}

/** `maxPool2d` of the contract. */
export const maxPool2d: GpuJsKernel<'maxPool2d'> = {
  element: largestOfWindow,
  constants: (geometry) => ({ ...geometry }),
  inputs: (g) => [images(g.batch, g.inHeight, g.inWidth, g.channels)],
  threads: (g) => [g.outWidth * g.channels, g.batch * g.outHeight],
};
