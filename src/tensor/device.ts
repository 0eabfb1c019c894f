import type { DType, TypedArray } from './dtype.js';
import type { Shape } from './shape.js';

/** A block of memory that one device owns. Opaque to everyone else. */
export interface DeviceBuffer {
  /** What an element is. */
  readonly dtype: DType;
  /** Number of elements. */
  readonly size: number;
}

/** A buffer as a kernel sees it: row-major with a shape. */
export interface Operand {
  /** The memory. */
  readonly buffer: DeviceBuffer;
  /** The sizes of all axes. */
  readonly shape: Shape;
  /** What an element is. */
  readonly dtype: DType;
}

/** Which part of a buffer, and as what it is seen. */
export interface BufferPart {
  /** What an element of the part is; it may be another one than the whole's. */
  readonly dtype: DType;
  /** Number of elements. */
  readonly size: number;
  /** In bytes. */
  readonly offset: number;
}

/** Where tensors live: memory and how to reach it. A backend (src/backend/backend.ts) is a device that also runs kernels. */
export interface Device {
  /** How users choose it: `reference`, `webgpu`, ... */
  readonly name: string;
  /** One phrase for people: the adapter, the precision. */
  readonly description: string;
  /** The dtypes it can hold and compute with. */
  readonly dtypes: readonly DType[];
  /** A buffer whose content is undefined until it is written. */
  allocate(dtype: DType, size: number): DeviceBuffer;
  /**
   * A part of a buffer as a buffer: the same memory, seen as `size` elements of `dtype` from byte `offset` on, a multiple of 256.
   * It lives as long as the whole and is not released itself.
   */
  view(buffer: DeviceBuffer, part: BufferPart): DeviceBuffer;
  /** Copies host values into the buffer; they may be changed as soon as this returns. */
  write(buffer: DeviceBuffer, values: TypedArray): void;
  /** The buffer's content once everything launched before has finished. */
  read(buffer: DeviceBuffer): Promise<TypedArray>;
  /** Gives the memory back. Work already launched still sees the old content. */
  release(buffer: DeviceBuffer): void;
}
