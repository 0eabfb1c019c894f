import type { DeviceBuffer, Operand } from '../../tensor/device.js';
import type { DType } from '../../tensor/dtype.js';
import { HandgradError } from '../../tensor/error.js';

/** A tensor's memory: elements one after another from an address that is a multiple of 64. */
export class WasmBuffer implements DeviceBuffer {
  isReleased = false;
  /** Host memory that is never touched, so that the garbage collector knows how large an unreachable tensor is. */
  ballast: ArrayBuffer | null = null;

  constructor(
    readonly dtype: DType,
    readonly size: number,
    readonly address: number,
  ) {}
}

/** The buffer of an operand. @throws {HandgradError} for one of another backend, or one that was released. */
export function wasmBufferOf(buffer: DeviceBuffer, what: string): WasmBuffer {
  if (!(buffer instanceof WasmBuffer)) {
    throw new HandgradError(`wasm: ${what} was given a buffer of another backend; bring the tensor to this one`);
  }
  if (buffer.isReleased) throw new HandgradError(`wasm: ${what} was given a buffer that has been released`);
  return buffer;
}

/** Where an operand lies; 0 for null, which no buffer has. */
export function addressOf(operand: Operand | null, what: string): number {
  return operand ? wasmBufferOf(operand.buffer, what).address : 0;
}
