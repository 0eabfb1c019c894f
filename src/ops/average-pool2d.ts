import { defineOperation, type Operation } from '../autograd/define-operation.js';
import type { Pool2dGeometry } from '../backend/kernels.js';
import { run } from '../backend/run.js';
import type { Tensor } from '../tensor/tensor.js';
import { pool2dGeometry, pooledShape, unpooledShape, type Pool2dOptions } from './pool2d-geometry.js';
import { commonFloatDtype } from './same-dtype.js';

/**
 * Average pooling: the mean over each window's real pixels, channel by channel.
 *
 *     averagePool2d(x, { window: 2 })      averagePool2d(x, { window: 3, strides: 2, padding: 'same' })
 *
 * x: [N, H, W, C]; y: [N, OH, OW, C]. Padding does not count: a window that hangs over the edge averages what it has
 * (TensorFlow's convention).
 * @throws {HandgradError} when the input is no batch of images or no window fits.
 */
export function averagePool2d(x: Tensor, options: Pool2dOptions = {}): Tensor {
  commonFloatDtype('averagePool2d', { input: x });
  return averagePool2dOperation([x], pool2dGeometry('averagePool2d', x.shape, options));
}

/**
 * The pooling itself, a linear map: y[j] = sum over pixels i in window j of x[i] / (number of real pixels in window j).
 *
 *   dL/dx[i] = sum over windows j that hold i of dL/dy[j] / (number of real pixels in window j)
 */
export const averagePool2dOperation: Operation<[x: Tensor], Pool2dGeometry> = defineOperation('averagePool2d', {
  forward: ([x], geometry) => {
    const [y] = run('averagePool2d', [x], [{ shape: pooledShape(geometry), dtype: x.dtype }], geometry);
    return y;
  },
  backward: (dy, { attributes: geometry }) => [() => averagePool2dGradient([dy], geometry)],
});

/**
 * The transpose of that linear map: dy is spread evenly over the real pixels of its window. Its derivative is the map again.
 *
 * dy: [N, OH, OW, C]; dx: [N, H, W, C].
 */
export const averagePool2dGradient: Operation<[dy: Tensor], Pool2dGeometry> = defineOperation('averagePool2dGradient', {
  forward: ([dy], geometry) => {
    const [dx] = run('averagePool2dGradient', [dy], [{ shape: unpooledShape(geometry), dtype: dy.dtype }], geometry);
    return dx;
  },
  backward: (upstream, { attributes: geometry }) => [() => averagePool2dOperation([upstream], geometry)],
});
