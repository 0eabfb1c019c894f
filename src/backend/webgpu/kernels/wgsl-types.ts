import type { Operand } from '../../../tensor/device.js';
import type { DType } from '../../../tensor/dtype.js';
import { HandgradError } from '../../../tensor/error.js';
import type { KernelName } from '../../kernels.js';

/**
 * The WGSL type of an operand's elements.
 * @throws {HandgradError} when the kernel is not written for its dtype.
 */
export function wgslType(kernel: KernelName, operand: Operand, supported: readonly DType[]): 'f32' | 'i32' {
  requireDType(kernel, operand, supported);
  return operand.dtype === 'int32' ? 'i32' : 'f32';
}

/** @throws {HandgradError} naming the kernel, unless the operand's dtype is among those it is written for. */
export function requireDType(kernel: KernelName, operand: Operand, supported: readonly DType[]): void {
  if (supported.includes(operand.dtype)) return;
  throw new HandgradError(
    `webgpu: ${kernel} of ${operand.dtype} is not supported (${supported.join(', ')} is); cast it first`,
  );
}
