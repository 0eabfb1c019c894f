import type { Pool2dGeometry } from '../../kernels.js';
import { images, type GpuJsKernel, type KernelThread, type Pixels } from '../gpujs-kernel.js';

/**
 * Average pooling  y[b, oh, ow, c] = mean of x[b, h, w, c] over a window: windowHeight rows from h = oh * strideHeight - padTop on,
 * columns likewise; what lies outside of the image does not count.
 *
 * x: [b * inHeight + h][w][c]. One thread per element of y: x = ow * channels + c, y = b * outHeight + oh.
 */
function meanOfWindow(this: KernelThread<Pool2dGeometry>, x: Pixels): number {
  const ow = Math.floor((this.thread.x + 0.5) / this.constants.channels);
  const c = this.thread.x - ow * this.constants.channels;
  const b = Math.floor((this.thread.y + 0.5) / this.constants.outHeight);
  const oh = this.thread.y - b * this.constants.outHeight;
  const top = oh * this.constants.strideHeight - this.constants.padTop;
  const left = ow * this.constants.strideWidth - this.constants.padLeft;
  let sum = 0;
  let pixels = 0;
  for (let i = 0; i < this.constants.windowHeight; i++) {
    const h = top + i;
    if (h >= 0 && h < this.constants.inHeight) {
      for (let j = 0; j < this.constants.windowWidth; j++) {
        const w = left + j;
        if (w >= 0 && w < this.constants.inWidth) {
          sum += x[b * this.constants.inHeight + h][w][c];
          pixels += 1;
        }
      }
    }
  }
  return sum / pixels;
}

/** `averagePool2d` of the contract. */
export const averagePool2d: GpuJsKernel<'averagePool2d'> = {
  element: meanOfWindow,
  constants: (geometry) => ({ ...geometry }),
  inputs: (g) => [images(g.batch, g.inHeight, g.inWidth, g.channels)],
  threads: (g) => [g.outWidth * g.channels, g.batch * g.outHeight],
};
