import type { Operand } from '../../../tensor/device.js';
import type { DType } from '../../../tensor/dtype.js';
import { HandgradError } from '../../../tensor/error.js';
import type { KernelName } from '../../kernels.js';

/** @throws {HandgradError} naming the kernel, unless the operand's dtype is among those it is written for. */
export function requireDType(kernel: KernelName, operand: Operand, supported: readonly DType[]): void {
  if (supported.includes(operand.dtype)) return;
  throw new HandgradError(
    `wasm: ${kernel} of ${operand.dtype} is not supported (${supported.join(', ')} is); cast it first`,
  );
}

/** The dtype of an operand of which kernels are written for both. @throws {HandgradError} for any other. */
export function numberType(kernel: KernelName, operand: Operand): 'float32' | 'int32' {
  requireDType(kernel, operand, ['float32', 'int32']);
  return operand.dtype === 'int32' ? 'int32' : 'float32';
}
