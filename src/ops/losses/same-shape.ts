import { HandgradError } from '../../tensor/error.js';
import { sameShape, shapeText } from '../../tensor/shape.js';
import type { Tensor } from '../../tensor/tensor.js';
import { commonFloatDtype } from '../same-dtype.js';

/**
 * Refuses to compare tensors element by element that differ in shape: [N, 1] and [N] would broadcast to [N, N], and the loss
 * would be a number without meaning.
 */
export function checkSameShape(operation: string, prediction: Tensor, target: Tensor): void {
  if (!sameShape(prediction.shape, target.shape)) {
    throw new HandgradError(
      `${operation}: prediction ${shapeText(prediction.shape)} and target ${shapeText(target.shape)} differ in shape; ` +
        `a loss does not broadcast`,
    );
  }
  commonFloatDtype(operation, { prediction, target });
}
