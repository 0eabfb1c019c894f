import type { KernelTable } from '../backend.js';
import type { Pool2dGeometry } from '../kernels.js';
import { exceeds } from './nan-aware-order.js';
import { floatsOf } from './reference-buffer.js';

/** One pooling window cut to the real pixels: rows [top, bottom), columns [left, right). */
interface Window {
  /** Index of y[b, oh, ow, 0]. */
  output: number;
  /** Index of x[b, 0, 0, 0]. */
  image: number;
  top: number;
  bottom: number;
  left: number;
  right: number;
}

/** Calls `visit` for each window in row-major order of the output. The object is the same each time, with other numbers in it. */
function forEachWindow(geometry: Pool2dGeometry, visit: (window: Window) => void): void {
  const { batch, inHeight, inWidth, channels, outHeight, outWidth } = geometry;
  const window: Window = { output: 0, image: 0, top: 0, bottom: 0, left: 0, right: 0 };
  for (let b = 0; b < batch; b++) {
    window.image = b * inHeight * inWidth * channels;
    for (let oh = 0; oh < outHeight; oh++) {
      const top = oh * geometry.strideHeight - geometry.padTop;
      window.top = Math.max(top, 0);
      window.bottom = Math.min(top + geometry.windowHeight, inHeight);
      for (let ow = 0; ow < outWidth; ow++) {
        const left = ow * geometry.strideWidth - geometry.padLeft;
        window.left = Math.max(left, 0);
        window.right = Math.min(left + geometry.windowWidth, inWidth);
        visit(window);
        window.output += channels;
      }
    }
  }
}

/** y[b, oh, ow, c] = the largest x[b, h, w, c] with (h, w) in the window. */
export const maxPool2d: KernelTable['maxPool2d'] = ([x], [y], geometry) => {
  const { inWidth, channels } = geometry;
  const from = floatsOf(x);
  const to = floatsOf(y).fill(-Infinity);
  forEachWindow(geometry, ({ output, image, top, bottom, left, right }) => {
    for (let h = top; h < bottom; h++) {
      for (let w = left; w < right; w++) {
        const pixel = image + (h * inWidth + w) * channels;
        for (let c = 0; c < channels; c++) to[output + c] = Math.max(to[output + c], from[pixel + c]);
      }
    }
  });
};

/** dx[b, h, w, c] = sum of dy over the windows whose first maximum, row by row, is at (h, w). */
export const maxPool2dGradient: KernelTable['maxPool2dGradient'] = ([dy, x], [dx], geometry) => {
  const { inWidth, channels } = geometry;
  const upstream = floatsOf(dy);
  const from = floatsOf(x);
  const sums = new Float64Array(from.length);
  forEachWindow(geometry, ({ output, image, top, bottom, left, right }) => {
    for (let c = 0; c < channels; c++) {
      let largest = image + (top * inWidth + left) * channels + c;
      for (let h = top; h < bottom; h++) {
        for (let w = left; w < right; w++) {
          const pixel = image + (h * inWidth + w) * channels + c;
          if (exceeds(from[pixel], from[largest])) largest = pixel;
        }
      }
      sums[largest] += upstream[output + c];
    }
  });
  floatsOf(dx).set(sums);
};

/** y[b, oh, ow, c] = the mean of x[b, h, w, c] over the (h, w) in the window. */
export const averagePool2d: KernelTable['averagePool2d'] = ([x], [y], geometry) => {
  const { inWidth, channels } = geometry;
  const from = floatsOf(x);
  const to = floatsOf(y);
  const sums = new Float64Array(channels);
  forEachWindow(geometry, ({ output, image, top, bottom, left, right }) => {
    sums.fill(0);
    for (let h = top; h < bottom; h++) {
      for (let w = left; w < right; w++) {
        const pixel = image + (h * inWidth + w) * channels;
        for (let c = 0; c < channels; c++) sums[c] += from[pixel + c];
      }
    }
    const pixels = (bottom - top) * (right - left);
    for (let c = 0; c < channels; c++) to[output + c] = sums[c] / pixels;
  });
};

/** dx[b, h, w, c] = sum over the windows that hold (h, w) of dy / number of pixels in the window. */
export const averagePool2dGradient: KernelTable['averagePool2dGradient'] = ([dy], [dx], geometry) => {
  const { inWidth, channels } = geometry;
  const upstream = floatsOf(dy);
  const to = floatsOf(dx);
  const sums = new Float64Array(to.length);
  forEachWindow(geometry, ({ output, image, top, bottom, left, right }) => {
    const pixels = (bottom - top) * (right - left);
    for (let h = top; h < bottom; h++) {
      for (let w = left; w < right; w++) {
        const pixel = image + (h * inWidth + w) * channels;
        for (let c = 0; c < channels; c++) sums[pixel + c] += upstream[output + c] / pixels;
      }
    }
  });
  to.set(sums);
};
