import type { Tensor } from '../../tensor/tensor.js';
import { checkSameShape } from './same-shape.js';

/**
 * Mean absolute error: L = mean of |prediction - target| over all elements.
 *
 *   dL/dprediction = sign(prediction - target) / count        dL/dtarget = -dL/dprediction        (sign(0) = 0)
 *
 * prediction, target: one shape, any; L: a scalar.
 * @throws {HandgradError} when the shapes or dtypes differ.
 */
export function meanAbsoluteError(prediction: Tensor, target: Tensor): Tensor {
  checkSameShape('meanAbsoluteError', prediction, target);
  return prediction.sub(target).abs().mean();
}
