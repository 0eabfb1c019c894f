import { isFloat, type FloatDType } from '../tensor/dtype.js';
import { HandgradError } from '../tensor/error.js';
import { shapeText } from '../tensor/shape.js';
import type { Tensor } from '../tensor/tensor.js';

/**
 * The dtype that all operands of a product, a normalisation or a loss share: float32, or float64.
 * @throws {HandgradError} naming the first operand that holds no real numbers or differs from the first.
 */
export function commonFloatDtype(operation: string, operands: Readonly<Record<string, Tensor | null>>): FloatDType {
  let first: { name: string; tensor: Tensor; dtype: FloatDType } | null = null;
  for (const [name, tensor] of Object.entries(operands)) {
    if (!tensor) continue;
    const { dtype } = tensor;
    if (!isFloat(dtype)) {
      throw new HandgradError(
        `${operation}: the ${name} ${shapeText(tensor.shape)} is ${dtype}, expected float32 or float64; cast it`,
      );
    }
    first ??= { name, tensor, dtype };
    if (dtype !== first.dtype) {
      throw new HandgradError(
        `${operation}: the ${first.name} ${shapeText(first.tensor.shape)} is ${first.dtype}, ` +
          `the ${name} ${shapeText(tensor.shape)} is ${dtype}; cast one of them`,
      );
    }
  }
  if (!first) throw new HandgradError(`${operation}: no operand was given`);
  return first.dtype;
}
