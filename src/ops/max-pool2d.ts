import { defineOperation, type Operation } from '../autograd/define-operation.js';
import type { Pool2dGeometry } from '../backend/kernels.js';
import { run } from '../backend/run.js';
import type { Tensor } from '../tensor/tensor.js';
import { fullLike } from './create.js';
import { pool2dGeometry, pooledShape, unpooledShape, type Pool2dOptions } from './pool2d-geometry.js';
import { commonFloatDtype } from './same-dtype.js';

/**
 * Max pooling: the largest of each window's real pixels, channel by channel.
 *
 *     maxPool2d(x, { window: 2 })      maxPool2d(x, { window: 3, strides: 2, padding: 'same' })
 *
 * x: [N, H, W, C]; y: [N, OH, OW, C]. Of several equal pixels the first, row by row, counts as the maximum: it gets the whole
 * gradient (Keras' and PyTorch's convention).
 * @throws {HandgradError} when the input is no batch of images or no window fits.
 */
export function maxPool2d(x: Tensor, options: Pool2dOptions = {}): Tensor {
  commonFloatDtype('maxPool2d', { input: x });
  return maxPool2dOperation([x], pool2dGeometry('maxPool2d', x.shape, options));
}

/**
 * The pooling itself. With m(j) the pixel that is the maximum of window j:
 *
 *   y[j] = x[m(j)]        dL/dx[i] = sum of dL/dy[j] over the windows j with m(j) = i
 */
export const maxPool2dOperation: Operation<[x: Tensor], Pool2dGeometry> = defineOperation('maxPool2d', {
  forward: ([x], geometry) => {
    const [y] = run('maxPool2d', [x], [{ shape: pooledShape(geometry), dtype: x.dtype }], geometry);
    return y;
  },
  backward: (dy, { inputs: [x], attributes: geometry }) => [() => maxPool2dGradient([dy, x], geometry)],
});

/**
 * The way back, linear in dy: dx[i] = sum of dy[j] over the windows j with m(j) = i.
 *
 *   for an upstream u of dx's shape:   dL/d(dy)[j] = u[m(j)]        dL/dx = 0 wherever it exists: a small change of x moves no maximum
 *
 * dy: [N, OH, OW, C]; x, dx: [N, H, W, C].
 */
export const maxPool2dGradient: Operation<[dy: Tensor, x: Tensor], Pool2dGeometry> = defineOperation(
  'maxPool2dGradient',
  {
    forward: ([dy, x], geometry) => {
      const [dx] = run('maxPool2dGradient', [dy, x], [{ shape: unpooledShape(geometry), dtype: x.dtype }], geometry);
      return dx;
    },
    backward: (upstream, { inputs: [, x], attributes: geometry }) => [
      () => maxPool2dSelect([upstream, x], geometry),
      null,
    ],
  },
);

/**
 * What another image has where x has its maxima: y[j] = v[m(j)]. Linear in v, the transpose of `maxPool2dGradient`:
 *
 *   dL/dv = maxPool2dGradient(dL/dy, x)        dL/dx = 0 wherever it exists
 *
 * Only derivatives of derivatives need it, so it has no kernel of its own: place by place in the window, it takes v wherever
 * x equals the maximum there for the first time.
 *
 * v, x: [N, H, W, C]; y: [N, OH, OW, C].
 */
export const maxPool2dSelect: Operation<[v: Tensor, x: Tensor], Pool2dGeometry> = defineOperation('maxPool2dSelect', {
  forward: ([v, x], geometry) => {
    const maximum = maxPool2dOperation([x], geometry);
    const [xs, vs] = [placesInWindows(x, geometry, LOWEST), placesInWindows(v, geometry, 0)];
    let y = fullLike(maximum, 0);
    let isOpen = fullLike(maximum, 1);
    xs.forEach((here, place) => {
      const isMaximum = here.equal(maximum).mul(isOpen);
      y = y.add(isMaximum.mul(vs[place]));
      isOpen = isOpen.sub(isMaximum);
    });
    return y;
  },
  backward: (dy, { inputs: [, x], attributes: geometry }) => [() => maxPool2dGradient([dy, x], geometry), null],
});

/** The most negative float32: padding that is no window's maximum. */
const LOWEST = -3.4028234663852886e38;

/** For each place in a window, row by row, what every window has there: [N, OH, OW, C] each, `outside` in the padding. */
function placesInWindows(x: Tensor, geometry: Pool2dGeometry, outside: number): Tensor[] {
  const { inHeight, inWidth, outHeight, outWidth, windowHeight, windowWidth, padTop, padLeft } = geometry;
  const { strideHeight, strideWidth } = geometry;
  const padBottom = Math.max(0, (outHeight - 1) * strideHeight + windowHeight - padTop - inHeight);
  const padRight = Math.max(0, (outWidth - 1) * strideWidth + windowWidth - padLeft - inWidth);
  const paddings = [
    [0, 0],
    [padTop, padBottom],
    [padLeft, padRight],
    [0, 0],
  ] as const;
  const padded = x.pad(paddings, outside);
  return Array.from({ length: windowHeight * windowWidth }, (_, place) => {
    const [k, l] = [Math.floor(place / windowWidth), place % windowWidth];
    return padded.slice([0, k, l, 0], pooledShape(geometry), [1, strideHeight, strideWidth, 1]);
  });
}
