import { HandgradError } from '../../tensor/error.js';
import type { Tensor } from '../../tensor/tensor.js';
import { checkSameShape } from './same-shape.js';

/**
 * Huber's loss (Huber 1964): squared for small errors, linear for large ones. With e = prediction - target, over all elements:
 *
 *   L = mean of { e^2 / 2                    where |e| <= delta
 *               { delta |e| - delta^2 / 2    elsewhere
 *
 *   dL/de = clip(e, -delta, delta) / count        dL/dprediction = dL/de        dL/dtarget = -dL/de
 *
 * Both branches are c (e - c / 2) with c = clip(e, -delta, delta). Its derivative is c + clip'(e) (e - c), and the second term
 * is 0 everywhere: inside because e = c, outside because clip' = 0.
 *
 * prediction, target: one shape, any; delta > 0, default 1 (Keras); L: a scalar.
 * @throws {HandgradError} when the shapes or dtypes differ or delta is not positive.
 */
export function huber(prediction: Tensor, target: Tensor, { delta = 1 } = {}): Tensor {
  checkSameShape('huber', prediction, target);
  if (!(delta > 0)) throw new HandgradError(`huber: delta is ${delta}, expected a positive number`);
  const error = prediction.sub(target);
  const clipped = error.clip(-delta, delta);
  return clipped.mul(error.sub(clipped.mul(0.5))).mean();
}
