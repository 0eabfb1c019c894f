import { HandgradError } from '../tensor/error.js';
import { shapeText } from '../tensor/shape.js';
import type { Tensor } from '../tensor/tensor.js';

/** @throws {HandgradError} unless the indices are int32. */
export function checkIndices(operation: string, indices: Tensor): void {
  if (indices.dtype === 'int32') return;
  throw new HandgradError(
    `${operation}: the indices ${shapeText(indices.shape)} are ${indices.dtype}, expected int32; cast('int32') them`,
  );
}
