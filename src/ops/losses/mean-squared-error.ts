import type { Tensor } from '../../tensor/tensor.js';
import { checkSameShape } from './same-shape.js';

/**
 * Mean squared error: L = mean of (prediction - target)^2 over all elements.
 *
 *   dL/dprediction = 2 (prediction - target) / count        dL/dtarget = -dL/dprediction
 *
 * prediction, target: one shape, any; L: a scalar.
 * @throws {HandgradError} when the shapes or dtypes differ.
 */
export function meanSquaredError(prediction: Tensor, target: Tensor): Tensor {
  checkSameShape('meanSquaredError', prediction, target);
  return prediction.sub(target).square().mean();
}
