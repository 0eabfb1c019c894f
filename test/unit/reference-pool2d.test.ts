import { describe, it } from 'vitest';
import type { Pool2dGeometry } from '../../src/backend/kernels.js';
import { run } from '../../src/backend/run.js';
import { expectClose } from '../compare.js';
import { place, randomValues } from './reference-tensors.js';

/** One image of one channel under 2 x 2 windows, side by side, unless said otherwise; the same padding on both sides. */
function geometryOf(sizes: Partial<Pool2dGeometry> & { inHeight: number; inWidth: number }): Pool2dGeometry {
  const geometry = {
    batch: 1,
    channels: 1,
    windowHeight: 2,
    windowWidth: 2,
    strideHeight: 2,
    strideWidth: 2,
    padTop: 0,
    padLeft: 0,
    ...sizes,
  };
  const { inHeight, inWidth, windowHeight, windowWidth, strideHeight, strideWidth, padTop, padLeft } = geometry;
  return {
    outHeight: Math.floor((inHeight + 2 * padTop - windowHeight) / strideHeight) + 1,
    outWidth: Math.floor((inWidth + 2 * padLeft - windowWidth) / strideWidth) + 1,
    ...geometry,
  };
}

const inSize = (g: Pool2dGeometry) => g.batch * g.inHeight * g.inWidth * g.channels;
const outSize = (g: Pool2dGeometry) => g.batch * g.outHeight * g.outWidth * g.channels;

function maxPool(x: ArrayLike<number>, g: Pool2dGeometry) {
  return run('maxPool2d', [place(x)], [{ shape: [outSize(g)], dtype: 'float64' }], g)[0];
}

function maxPoolGradient(dy: ArrayLike<number>, x: ArrayLike<number>, g: Pool2dGeometry) {
  return run('maxPool2dGradient', [place(dy), place(x)], [{ shape: [inSize(g)], dtype: 'float64' }], g)[0];
}

function averagePool(x: ArrayLike<number>, g: Pool2dGeometry) {
  return run('averagePool2d', [place(x)], [{ shape: [outSize(g)], dtype: 'float64' }], g)[0];
}

function averagePoolGradient(dy: ArrayLike<number>, g: Pool2dGeometry) {
  return run('averagePool2dGradient', [place(dy)], [{ shape: [inSize(g)], dtype: 'float64' }], g)[0];
}

/** The real pixels of each window, as places in x, in the order of the outputs and row by row. */
function windowsOf(g: Pool2dGeometry): number[][] {
  const windows: number[][] = [];
  for (let b = 0; b < g.batch; b++)
    for (let oh = 0; oh < g.outHeight; oh++)
      for (let ow = 0; ow < g.outWidth; ow++)
        for (let c = 0; c < g.channels; c++) {
          const pixels: number[] = [];
          for (let kh = 0; kh < g.windowHeight; kh++)
            for (let kw = 0; kw < g.windowWidth; kw++) {
              const h = oh * g.strideHeight + kh - g.padTop;
              const w = ow * g.strideWidth + kw - g.padLeft;
              const isReal = h >= 0 && h < g.inHeight && w >= 0 && w < g.inWidth;
              if (isReal) pixels.push(((b * g.inHeight + h) * g.inWidth + w) * g.channels + c);
            }
          windows.push(pixels);
        }
  return windows;
}

const geometries: [string, Pool2dGeometry][] = [
  ['windows side by side', geometryOf({ batch: 2, inHeight: 6, inWidth: 4, channels: 3 })],
  ['an incomplete window at the end, which is dropped', geometryOf({ inHeight: 5, inWidth: 7, channels: 2 })],
  [
    'windows that overlap',
    geometryOf({ inHeight: 6, inWidth: 5, windowHeight: 3, windowWidth: 3, strideHeight: 1, strideWidth: 2 }),
  ],
  [
    'windows with gaps between them',
    geometryOf({ inHeight: 7, inWidth: 8, channels: 2, strideHeight: 3, strideWidth: 4 }),
  ],
  [
    'padding',
    geometryOf({
      batch: 2,
      inHeight: 5,
      inWidth: 4,
      channels: 2,
      windowHeight: 3,
      windowWidth: 3,
      padTop: 1,
      padLeft: 1,
    }),
  ],
  [
    '`same` with the odd row and column at the bottom right',
    geometryOf({ inHeight: 5, inWidth: 5, outHeight: 3, outWidth: 3 }),
  ],
];

describe('max pooling', () => {
  // By hand.
  const g = geometryOf({ inHeight: 2, inWidth: 4 });

  it('takes the largest of each window, negative ones included', async () => {
    await expectClose(maxPool([1, 5, -4, -3, 2, 0, -1, -2], g), [5, -1]);
  });

  it("sends a tie's gradient to the first maximum, row by row", async () => {
    await expectClose(maxPoolGradient([10, 20], [7, 7, 0, 3, 7, 7, 3, 3], g), [10, 0, 0, 20, 0, 0, 0, 0]);
  });

  it('does not take the padding for a 0', async () => {
    const padded = geometryOf({ inHeight: 2, inWidth: 2, padTop: 1, padLeft: 1 });
    await expectClose(maxPool([-1, -2, -3, -4], padded), [-1, -2, -3, -4]);
  });

  it('shows a NaN, and sends the gradient to it', async () => {
    await expectClose(maxPool([1, NaN, 0, 0, 2, 3, 0, 0], g), [NaN, 0]);
    await expectClose(maxPoolGradient([10, 20], [1, NaN, 0, 0, NaN, 3, 0, 0], g), [0, 10, 20, 0, 0, 0, 0, 0]);
  });

  it.each(geometries)('and its gradient agree with the definition for %s', async (_, g) => {
    // Coarse numbers, so that there are ties.
    const x = randomValues('x', inSize(g)).map((value) => Math.round(3 * value));
    const dy = randomValues('dy', outSize(g));
    const dx = new Float64Array(x.length);
    const y = windowsOf(g).map((pixels, i) => {
      const largest = Math.max(...pixels.map((pixel) => x[pixel]));
      dx[pixels.find((pixel) => x[pixel] === largest)!] += dy[i];
      return largest;
    });
    await expectClose(maxPool(x, g), y, { what: 'y' });
    await expectClose(maxPoolGradient(dy, x, g), dx, { relative: 1e-15, what: 'dx' });
  });
});

describe('average pooling', () => {
  it('divides by the number of real pixels, not by the size of the window', async () => {
    const g = geometryOf({ inHeight: 2, inWidth: 2, padTop: 1, padLeft: 0 });
    await expectClose(averagePool([1, 3, 5, 9], g), [2, 7]);
    await expectClose(averagePoolGradient([2, 4], g), [1, 1, 2, 2]);
  });

  it.each(geometries)('and its gradient agree with the definition for %s', async (_, g) => {
    const [x, dy] = [randomValues('x', inSize(g)), randomValues('dy', outSize(g))];
    const dx = new Float64Array(x.length);
    const y = windowsOf(g).map((pixels, i) => {
      for (const pixel of pixels) dx[pixel] += dy[i] / pixels.length;
      return pixels.reduce((sum, pixel) => sum + x[pixel], 0) / pixels.length;
    });
    await expectClose(averagePool(x, g), y, { relative: 1e-15, what: 'y' });
    await expectClose(averagePoolGradient(dy, g), dx, { relative: 1e-15, what: 'dx' });
  });
});
