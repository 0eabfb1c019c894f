import type { Pool2dGeometry } from '../../kernels.js';
import { images, type GpuJsKernel, type KernelThread, type Pixels } from '../gpujs-kernel.js';

/**
 * Gradient of average pooling  dx[b, h, w, c] = sum over the windows that hold (h, w) of dy[b, oh, ow, c] / their number of real
 * pixels.
 *
 * dy: [b * outHeight + oh][ow][c]. One thread per element of dx: x = w * channels + c, y = b * inHeight + h. A gather: each pixel
 * asks which windows hold it.
 */
function meanGradient(this: KernelThread<Pool2dGeometry>, dy: Pixels): number {
  const w = Math.floor((this.thread.x + 0.5) / this.constants.channels);
  const c = this.thread.x - w * this.constants.channels;
  const b = Math.floor((this.thread.y + 0.5) / this.constants.inHeight);
  const h = this.thread.y - b * this.constants.inHeight;
  let sum = 0;
  // The pixel as number (i, j) of a window, whose corner is then (top, left).
  for (let i = 0; i < this.constants.windowHeight; i++) {
    const top = h - i;
    const oh = Math.floor((top + this.constants.padTop + 0.5) / this.constants.strideHeight);
    if (oh >= 0 && oh < this.constants.outHeight && oh * this.constants.strideHeight === top + this.constants.padTop) {
      const rows = Math.min(top + this.constants.windowHeight, this.constants.inHeight) - Math.max(top, 0);
      for (let j = 0; j < this.constants.windowWidth; j++) {
        const left = w - j;
        const ow = Math.floor((left + this.constants.padLeft + 0.5) / this.constants.strideWidth);
        if (
          ow >= 0 &&
          ow < this.constants.outWidth &&
          ow * this.constants.strideWidth === left + this.constants.padLeft
        ) {
          const columns = Math.min(left + this.constants.windowWidth, this.constants.inWidth) - Math.max(left, 0);
          sum += dy[b * this.constants.outHeight + oh][ow][c] / (rows * columns);
        }
      }
    }
  }
  return sum;
}

/** `averagePool2dGradient` of the contract. */
export const averagePool2dGradient: GpuJsKernel<'averagePool2dGradient'> = {
  element: meanGradient,
  constants: (geometry) => ({ ...geometry }),
  inputs: (g) => [images(g.batch, g.outHeight, g.outWidth, g.channels)],
  threads: (g) => [g.inWidth * g.channels, g.batch * g.inHeight],
};
