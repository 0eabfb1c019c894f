import { bytesPerElement, type DType } from './dtype.js';
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
  private viewers = 0;

  constructor(
    readonly device: Device,
    readonly buffer: DeviceBuffer,
  ) {
    counts.buffers++;
    counts.bytes += bytesOf(buffer.dtype, buffer.size);
  }

  addViewer(): void {
    this.viewers++;
    counts.tensors++;
  }

  removeViewer(): void {
    counts.tensors--;
    if (--this.viewers > 0) return;
    counts.buffers--;
    counts.bytes -= bytesOf(this.buffer.dtype, this.buffer.size);
    this.device.release(this.buffer);
  }
}

const counts = { tensors: 0, buffers: 0, bytes: 0 };
const collected = new FinalizationRegistry<Storage>((storage) => storage.removeViewer());
const scopes: Set<Tensor>[] = [];

function bytesOf(dtype: DType, size: number): number {
  return bytesPerElement[dtype] * size;
}

/** What is alive on all devices together: tensors, the buffers under them (views share one), and the buffers' bytes. */
export function memory(): { tensors: number; buffers: number; bytes: number } {
  return { ...counts };
}

/** Called by every tensor as it is made. */
export function track(tensor: Tensor, storage: Storage): void {
  storage.addViewer();
  collected.register(tensor, storage, tensor);
  scopes.at(-1)?.add(tensor);
}

/** Called by `Tensor.dispose`, once. */
export function untrack(tensor: Tensor, storage: Storage): void {
  collected.unregister(tensor);
  for (const scope of scopes) scope.delete(tensor);
  storage.removeViewer();
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
