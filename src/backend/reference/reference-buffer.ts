import type { BufferPart, DeviceBuffer, Operand } from '../../tensor/device.js';
import { arrayOver, newArray, type DType, type TypedArray } from '../../tensor/dtype.js';
import { HandgradError } from '../../tensor/error.js';

/** Elements that carry gradients, in either precision. */
export type FloatArray = Float32Array | Float64Array;

/** Memory of the reference backend: a typed array. */
export class ReferenceBuffer implements DeviceBuffer {
  private array: TypedArray | null;

  /** `part`: memory of another buffer, `whole`; new memory otherwise. */
  constructor(
    readonly dtype: DType,
    readonly size: number,
    part: TypedArray = newArray(dtype, size),
    private readonly whole: ReferenceBuffer | null = null,
  ) {
    this.array = part;
  }

  /** @throws {HandgradError} after `release`. */
  get values(): TypedArray {
    if (!this.array || this.whole?.array === null)
      throw new HandgradError(`reference: a buffer of ${this.size} ${this.dtype} was used after its release`);
    return this.array;
  }

  /** A part of this memory. */
  view({ dtype, size, offset }: BufferPart): ReferenceBuffer {
    const { buffer, byteOffset } = this.values;
    return new ReferenceBuffer(dtype, size, arrayOver(dtype, buffer as ArrayBuffer, byteOffset + offset, size), this);
  }

  release(): void {
    this.array = null;
  }
}

/** The elements of an operand of any dtype: the memory itself, not a copy. */
export function valuesOf(operand: Operand): TypedArray {
  return (operand.buffer as ReferenceBuffer).values;
}

/** The elements of an operand that is float32 or float64. */
export function floatsOf(operand: Operand): FloatArray {
  return valuesOf(operand) as FloatArray;
}

/** The elements of an operand that holds indices, labels or counts. */
export function integersOf(operand: Operand): Int32Array {
  return valuesOf(operand) as Int32Array;
}
