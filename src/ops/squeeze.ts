import { HandgradError } from '../tensor/error.js';
import { normalizeAxes, shapeText } from '../tensor/shape.js';
import type { Tensor } from '../tensor/tensor.js';

/**
 * The same elements without axes of size 1: those named, or all there are.
 * @throws {HandgradError} when a named axis has another size.
 */
export function squeeze(x: Tensor, axes?: number | readonly number[]): Tensor {
  const ones = x.shape.flatMap((length, axis) => (length === 1 ? [axis] : []));
  const removed = axes === undefined ? ones : normalizeAxes('squeeze', axes, x.rank);
  for (const axis of removed) {
    if (x.shape[axis] === 1) continue;
    throw new HandgradError(`squeeze: axis ${axis} of ${shapeText(x.shape)} has size ${x.shape[axis]}, expected 1`);
  }
  return x.reshape(x.shape.filter((_, axis) => !removed.includes(axis)));
}
