import type { Tensor } from '../tensor/tensor.js';
import { averagePool2d } from './average-pool2d.js';
import { maxPool2d } from './max-pool2d.js';

/**
 * Global average pooling (Lin, Chen, Yan 2013, section 3.2): one window as large as the image, so one number per channel.
 *
 * x: [N, H, W, C]; y: [N, C].
 */
export function globalAveragePool2d(x: Tensor): Tensor {
  return withoutImageAxes(averagePool2d(x, { window: [x.shape[1], x.shape[2]] }));
}

/**
 * Global max pooling: the largest value of each channel; a tie's gradient goes to the first maximum, as in `maxPool2d`.
 *
 * x: [N, H, W, C]; y: [N, C].
 */
export function globalMaxPool2d(x: Tensor): Tensor {
  return withoutImageAxes(maxPool2d(x, { window: [x.shape[1], x.shape[2]] }));
}

function withoutImageAxes(pooled: Tensor): Tensor {
  const [batch, , , channels] = pooled.shape;
  return pooled.reshape([batch, channels]);
}
