import type { DeviceBuffer, Operand } from '../../tensor/device.js';
import { toTypedArray, type DType, type TypedArray } from '../../tensor/dtype.js';
import { HandgradError } from '../../tensor/error.js';
import type { Backend, KernelTable } from '../backend.js';

/** A buffer that gets its memory when its turn comes, so that launches which wait hold none. */
class PromisedBuffer implements DeviceBuffer {
  memory: DeviceBuffer | null = null;

  constructor(
    readonly dtype: DType,
    readonly size: number,
  ) {}
}

type Operands = readonly (Operand | null)[];
type AnyKernel = (inputs: Operands, outputs: Operands, attributes: object) => void | Promise<void>;

/**
 * Makes a backend of one whose kernels may give promises: every call is queued, and begins when the one before has finished.
 * What fails in the queue is thrown by the next `read` or `finish`.
 */
export function launchesInOrder<B extends Backend>(backend: B): B {
  let last: Promise<unknown> = Promise.resolve();
  let fault: { readonly error: unknown } | null = null;

  function queue(task: () => unknown): void {
    last = last.then(task).catch((error: unknown) => {
      fault ??= { error };
    });
  }

  /** The result of a task, unless one before it failed. */
  function result<T>(task: () => Promise<T>): Promise<T> {
    const given = last.then(() => {
      if (!fault) return task();
      const { error } = fault;
      fault = null;
      throw error;
    });
    last = given.catch(() => {});
    return given;
  }

  const kernels = Object.entries(backend.kernels as unknown as Record<string, AnyKernel>).map(([name, kernel]) => {
    const launch: AnyKernel = (inputs, outputs, attributes) => {
      const [from, to] = [asLaunched(inputs), asLaunched(outputs)];
      queue(() => kernel(inMemory(from), inMemory(to), attributes));
    };
    return [name, launch];
  });

  return {
    ...backend,
    kernels: Object.fromEntries(kernels) as KernelTable,
    allocate(dtype, size) {
      const buffer = new PromisedBuffer(dtype, size);
      queue(() => (buffer.memory = backend.allocate(dtype, size)));
      return buffer;
    },
    write(buffer, values) {
      const copy: TypedArray = toTypedArray(buffer.dtype, values).slice();
      queue(() => backend.write(memoryOf(buffer), copy));
    },
    read: (buffer) => result(() => backend.read(memoryOf(buffer))),
    release: (buffer) => queue(() => backend.release(memoryOf(buffer))),
    finish: () => result(() => backend.finish()),
    destroy: () => queue(() => backend.destroy()),
  };
}

function memoryOf(buffer: DeviceBuffer): DeviceBuffer {
  const memory = buffer instanceof PromisedBuffer ? buffer.memory : null;
  if (!memory) throw new HandgradError('gpujs: a buffer of another backend was given to a kernel');
  return memory;
}

/** The operands as they are now: they may be tensors, and disposed when their turn comes. */
function asLaunched(operands: Operands): Operands {
  return operands.map((operand) => operand && { buffer: operand.buffer, shape: operand.shape, dtype: operand.dtype });
}

function inMemory(operands: Operands): Operands {
  return operands.map((operand) => operand && { ...operand, buffer: memoryOf(operand.buffer) });
}
