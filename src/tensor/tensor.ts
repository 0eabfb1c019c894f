import type { Device, DeviceBuffer, Operand } from './device.js';
import type { DType, TypedArray } from './dtype.js';
import { isFloat } from './dtype.js';
import { HandgradError } from './error.js';
import { checkHostAccess } from './host-access.js';
import { type Storage, track, untrack } from './lifetime.js';
import { shapeText, sizeOf, type Shape } from './shape.js';

/** What the tape knows of a value: the operation that made it and from what. (src/autograd adds the derivative.) */
export interface Producer {
  /** Grows with every operation, so that sorting by it is sorting topologically. */
  readonly id: number;
  /** The operation's name. */
  readonly operation: string;
  /** What it was computed from; null for an optional input that was left out. */
  readonly inputs: readonly (Tensor | null)[];
}

/** Numbers in nested arrays, as deep as the tensor has axes. */
export type NestedArray = number | NestedArray[];

/**
 * An n-dimensional array on a device, with its place on the tape.
 *
 * Immutable to ordinary code: every operation gives a new tensor (only optimisers change parameters in place). The operations
 * are methods too, `x.matmul(w).add(b).relu()`; src/ops/methods.ts adds them. Nobody has to free a tensor (lifetime.ts).
 *
 * Shapes: elementwise operations keep the shape; those of two values broadcast as NumPy does: shapes are aligned at their last
 * axes, and a size of 1, or a missing axis, is repeated. Reductions take an axis, several, or none for all; negative ones count
 * from the back. Dtypes: both sides of an operation have the same; a number beside a tensor is a scalar of its dtype. Functions are
 * of float32 and float64; `add`, `sub`, `mul`, `minimum`, `maximum`, `neg`, `abs`, `sign`, `square`, `clip` and comparisons also of
 * int32. What does not fit is refused with a `HandgradError` that names the operation and the shapes.
 */
export class Tensor implements Operand {
  /** Whether `backward` reaches this value: set for the values to be learnt, inherited by whatever is computed from them. */
  requiresGrad: boolean;
  /** The gradient that the last `backward` brought here, of this tensor's shape; null before. */
  grad: Tensor | null = null;
  /** How the value came about; null for a leaf (made by the user, detached, or not recorded). */
  producer: Producer | null = null;
  private disposed = false;

  /** Not called by users: see `tensor`, `zeros`, ... in src/ops/create.ts. Takes over `storage` as one of its viewers. */
  constructor(
    /** The memory, which several tensors may view. */
    readonly storage: Storage,
    /** The sizes of all axes; [] for a scalar. */
    readonly shape: Shape,
    requiresGrad = false,
  ) {
    if (requiresGrad && !isFloat(storage.buffer.dtype)) {
      throw new HandgradError(`a ${storage.buffer.dtype} tensor cannot require a gradient (float32 and float64 can)`);
    }
    this.requiresGrad = requiresGrad;
    track(this, storage);
  }

  /** What an element is. */
  get dtype(): DType {
    return this.storage.buffer.dtype;
  }

  /** Where it lives: the backend that computes with it. */
  get device(): Device {
    return this.storage.device;
  }

  /** Number of elements. */
  get size(): number {
    return sizeOf(this.shape);
  }

  /** Number of axes. */
  get rank(): number {
    return this.shape.length;
  }

  /** The memory under this tensor. @throws {HandgradError} after `dispose`. */
  get buffer(): DeviceBuffer {
    if (this.disposed) {
      const made = this.producer ? ` (made by ${this.producer.operation})` : '';
      throw new HandgradError(
        `tensor ${shapeText(this.shape)}${made} was disposed; if a tidy() freed it, return it from there or keep() it`,
      );
    }
    return this.storage.buffer;
  }

  /** Whether its memory was given back. `buffer`, `data` and every operation on it are then an error. */
  get isDisposed(): boolean {
    return this.disposed;
  }

  /** The elements in row-major order, as a copy on the host. */
  data(): Promise<TypedArray> {
    checkHostAccess();
    return this.read();
  }

  /** The only element. @throws {HandgradError} when there are several. */
  item(): Promise<number> {
    checkHostAccess();
    return this.readItem();
  }

  /** The elements as nested arrays (a number for a scalar). */
  array(): Promise<NestedArray> {
    checkHostAccess();
    return this.read().then((values) => nest(values, this.shape));
  }

  // The rest of the reads: asynchronous, so that what goes wrong rejects. A refused access throws at once, where the caller is.
  private async read(): Promise<TypedArray> {
    return this.device.read(this.buffer);
  }

  private async readItem(): Promise<number> {
    if (this.size !== 1) {
      throw new HandgradError(
        `item: the tensor ${shapeText(this.shape)} has ${this.size} elements, expected exactly one`,
      );
    }
    return (await this.read())[0];
  }

  /** The same values under another shape of the same size, without copying and without a place on the tape. */
  view(shape: Shape): Tensor {
    void this.buffer;
    return new Tensor(this.storage, shape);
  }

  /** The same values as a leaf: `backward` stops here. Shares the memory. */
  detach(): Tensor {
    return this.view(this.shape);
  }

  /** Frees the memory now instead of when the collector comes by. Harmless when repeated. */
  dispose(): void {
    if (this.disposed) return;
    this.disposed = true;
    untrack(this, this.storage);
  }

  toString(): string {
    return `Tensor(${shapeText(this.shape)} ${this.dtype} on ${this.device.name})`;
  }
}

function nest(values: TypedArray, shape: Shape): NestedArray {
  if (shape.length === 0) return values[0];
  let level: NestedArray[] = Array.from(values);
  for (let axis = shape.length - 1; axis > 0; axis--) {
    const length = shape[axis];
    const outer = sizeOf(shape.slice(0, axis));
    level = Array.from({ length: outer }, (_, i) => level.slice(i * length, (i + 1) * length));
  }
  return level;
}
