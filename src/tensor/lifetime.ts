import { bytesPerElement } from './dtype.js';
import type { Device, DeviceBuffer } from './device.js';
import { HandgradError } from './error.js';
import type { Tensor } from './tensor.js';

/**
 * Who frees a tensor's memory? Nobody has to. Three mechanisms share the work, each where it is the right one:
 *
 *  - Several tensors may view one buffer (reshape, detach), so a buffer counts its viewers and goes when the last one goes.
 *  - `tidy(fn)` frees what `fn` made, but for what it returns, at a known moment. Training steps run in one, so that memory
 *    stays flat to the byte; ordinary code needs none.
 *  - Everything else goes when the garbage collector finds the tensor unreachable (FinalizationRegistry).
 */
export class Storage {
  /** Counts in-place changes, so that `backward` can refuse values that are no longer those of the forward pass. */
  version = 0;
  private holders = 0;

  /** `place`: where the buffer lies in another storage's; null for memory of its own. */
  constructor(
    readonly device: Device,
    private memory: DeviceBuffer,
    private placed: Place | null = null,
  ) {
    if (!placed) count(memory, 1);
  }

  get buffer(): DeviceBuffer {
    return this.memory;
  }

  get place(): Place | null {
    return this.placed;
  }

  /** Somebody needs this memory: a tensor that views it, or a program that works on it. */
  retain(): void {
    if (this.holders++ === 0) this.placed?.whole.retain();
  }

  /** Somebody needs it no longer. It goes with the last one. */
  release(): void {
    if (--this.holders === 0) this.giveBack();
  }

  /**
   * From now on this memory is a part of another, which lives as long as its parts; its own goes. The values have to be there
   * already. Whoever remembers the buffer itself would be left with memory that is gone: only for tensors that nobody has used yet.
   */
  moveTo(place: Place): void {
    const { dtype, size } = this.memory;
    this.giveBack();
    this.memory = this.device.view(place.whole.buffer, { dtype, size, offset: place.offset });
    this.placed = place;
    place.whole.retain();
  }

  private giveBack(): void {
    if (this.placed) return this.placed.whole.release();
    count(this.memory, -1);
    this.device.release(this.memory);
  }
}

/** Where memory lies within other memory. */
export interface Place {
  readonly whole: Storage;
  /** In bytes, a multiple of 256. */
  readonly offset: number;
}

const counts = { tensors: 0, buffers: 0, bytes: 0 };
const collected = new FinalizationRegistry<Storage>(forget);
const scopes: Set<Tensor>[] = [];

function count({ dtype, size }: DeviceBuffer, sign: 1 | -1): void {
  counts.buffers += sign;
  counts.bytes += sign * bytesPerElement[dtype] * size;
}

/** A tensor of this memory is gone. */
function forget(storage: Storage): void {
  counts.tensors--;
  storage.release();
}

/** What is alive on all devices together: tensors, the buffers under them (views share one), and the buffers' bytes. */
export function memory(): {
  /** Tensors that were made and neither disposed of nor collected. */
  tensors: number;
  /** Blocks of memory under them. */
  buffers: number;
  /** Their size. */
  bytes: number;
} {
  return { ...counts };
}

/** Called by every tensor as it is made. */
export function track(tensor: Tensor, storage: Storage): void {
  counts.tensors++;
  storage.retain();
  collected.register(tensor, storage, tensor);
  scopes.at(-1)?.add(tensor);
}

/** Called by `Tensor.dispose`, once. */
export function untrack(tensor: Tensor, storage: Storage): void {
  collected.unregister(tensor);
  for (const scope of scopes) scope.delete(tensor);
  forget(storage);
}

/**
 * Runs `fn` and frees every tensor it made, except those that it returns (alone, in arrays, maps or plain objects) and those
 * handed to `keep`. What is returned belongs to the enclosing `tidy`, if there is one. If `fn` throws, everything is freed.
 * @throws {HandgradError} when `fn` is asynchronous: tensors of unrelated code would be caught in its scope.
 */
export function tidy<T>(fn: () => T): T {
  const scope = new Set<Tensor>();
  scopes.push(scope);
  let result: T | undefined;
  let kept = new Set<Tensor>();
  try {
    result = fn();
    if (result instanceof Promise) {
      throw new HandgradError(
        'tidy: the function is asynchronous; await inside, outside of tidy, and tidy the parts between',
      );
    }
    kept = tensorsIn(result);
    return result;
  } finally {
    scopes.pop();
    for (const tensor of scope) {
      if (kept.has(tensor)) scopes.at(-1)?.add(tensor);
      else tensor.dispose();
    }
  }
}

/** Takes a tensor out of every enclosing `tidy`: it lives until it is disposed or unreachable. */
export function keep<T extends Tensor>(tensor: T): T {
  for (const scope of scopes) scope.delete(tensor);
  return tensor;
}

function tensorsIn(value: unknown, found = new Set<Tensor>()): Set<Tensor> {
  if (value === null || typeof value !== 'object') return found;
  if (isTensor(value)) found.add(value);
  else if (Array.isArray(value)) value.forEach((item) => tensorsIn(item, found));
  else if (value instanceof Map) value.forEach((item) => tensorsIn(item, found));
  else if (Object.getPrototypeOf(value) === Object.prototype) {
    Object.values(value).forEach((item) => tensorsIn(item, found));
  }
  return found;
}

function isTensor(value: object): value is Tensor {
  return 'dispose' in value && 'requiresGrad' in value && 'storage' in value;
}
