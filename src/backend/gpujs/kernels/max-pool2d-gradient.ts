import type { Pool2dGeometry } from '../../kernels.js';
import { images, type GpuJsKernel, type KernelThread, type Pixels } from '../gpujs-kernel.js';

/**
 * Gradient of max pooling  dx[b, h, w, c] = sum of dy[b, oh, ow, c] over the windows whose first maximum, row by row, is at (h, w).
 *
 * dy: [b * outHeight + oh][ow][c], x: [b * inHeight + h][w][c]. One thread per element of dx: x = w * channels + c,
 * y = b * inHeight + h. A gather: each pixel looks through the windows that hold it for those whose maximum it is.
 */
function maximumGradient(this: KernelThread<Pool2dGeometry>, dy: Pixels, x: Pixels): number {
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
      for (let j = 0; j < this.constants.windowWidth; j++) {
        const left = w - j;
        const ow = Math.floor((left + this.constants.padLeft + 0.5) / this.constants.strideWidth);
        if (
          ow >= 0 &&
          ow < this.constants.outWidth &&
          ow * this.constants.strideWidth === left + this.constants.padLeft
        ) {
          let maximumAtH = Math.max(top, 0);
          let maximumAtW = Math.max(left, 0);
          let largest = x[b * this.constants.inHeight + maximumAtH][maximumAtW][c];
          for (let m = 0; m < this.constants.windowHeight; m++) {
            for (let n = 0; n < this.constants.windowWidth; n++) {
              const row = top + m;
              const column = left + n;
              if (row >= 0 && row < this.constants.inHeight && column >= 0 && column < this.constants.inWidth) {
                const value = x[b * this.constants.inHeight + row][column][c];
                // The first NaN, or else the largest.
                if (!(value <= largest) && largest === largest) {
                  largest = value;
                  maximumAtH = row;
                  maximumAtW = column;
                }
              }
            }
          }
          if (maximumAtH === h && maximumAtW === w) {
            sum += dy[b * this.constants.outHeight + oh][ow][c];
          }
        }
      }
    }
  }
  return sum;
}

/** `maxPool2dGradient` of the contract. */
export const maxPool2dGradient: GpuJsKernel<'maxPool2dGradient'> = {
  element: maximumGradient,
  constants: (geometry) => ({ ...geometry }),
  inputs: (g) => [
    images(g.batch, g.outHeight, g.outWidth, g.channels),
    images(g.batch, g.inHeight, g.inWidth, g.channels),
  ],
  threads: (g) => [g.inWidth * g.channels, g.batch * g.inHeight],
};
