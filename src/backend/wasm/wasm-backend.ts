import type { DeviceBuffer } from '../../tensor/device.js';
import { bytesPerElement, toTypedArray, type TypedArray } from '../../tensor/dtype.js';
import { HandgradError } from '../../tensor/error.js';
import type { HostBackend, KernelTable } from '../backend.js';
import { heapAddress } from './control.js';
import { MOST_PAGES } from './assembler/index.js';
import { hasRelaxedSimd, hasSharedMemory, hasSimd } from './features.js';
import { Heap } from './heap.js';
import { augmentationKernels } from './kernels/augmentation.js';
import { conv2dKernels } from './kernels/conv2d.js';
import { countingKernels } from './kernels/counting.js';
import { dropoutKernels } from './kernels/dropout.js';
import { elementwiseKernels } from './kernels/elementwise.js';
import { layoutKernels } from './kernels/layout.js';
import { matmulKernels } from './kernels/matmul.js';
import { normalizationKernels } from './kernels/normalization.js';
import { optimizerKernels } from './kernels/optimizers.js';
import { pool2dKernels } from './kernels/pool2d.js';
import { reduceKernels } from './kernels/reduce.js';
import { softmaxKernels } from './kernels/softmax.js';
import type { Launcher } from './launch.js';
import { createLauncher, KernelCache } from './launcher.js';
import { compileReplay } from './replay.js';
import { startTeam } from './thread-team.js';
import { workerPlatform } from './worker-platform.js';
import { WasmBuffer, wasmBufferOf } from './wasm-buffer.js';

/** How the backend `wasm` computes. */
export interface WasmOptions {
  /** Threads that compute, this one included. Default: one for each processor, where memory can be shared; else 1. */
  readonly threads?: number | undefined;
  /** Whether fused multiply-add is used: default where the engine has it. Results then differ in the last bits. */
  readonly relaxedSimd?: boolean | undefined;
}

/** The backend on the CPU's vector units, with what only this one has. */
export interface WasmBackend extends HostBackend {
  /** How many threads compute, the one that calls included. */
  readonly threads: number;
}

/** More threads than this gain nothing on the networks that this engine is for. */
const MOST_THREADS = 16;
/** Smaller tensors are no reason to collect garbage. */
const BALLAST_FROM_BYTES = 64 * 1024;

/**
 * The fast CPU: WebAssembly SIMD kernels (W3C WebAssembly 2.0 and its threads proposal), assembled here for the shapes at hand,
 * on threads over one shared memory. float32, int32 and uint8.
 *
 * Results do not depend on the number of threads. Launches have finished when they return.
 * @throws {HandgradError} when the engine has no WebAssembly SIMD, or threads are asked for where memory cannot be shared.
 */
export async function createWasmBackend(options: WasmOptions = {}): Promise<WasmBackend> {
  if (!hasSimd()) {
    throw new HandgradError(
      'wasm: this JavaScript engine has no WebAssembly SIMD; use a newer one, or --backend reference',
    );
  }
  const isShared = hasSharedMemory();
  const threads = await chooseThreads(options.threads, isShared);
  const memory = new WebAssembly.Memory({ initial: heapAddress / 65_536, maximum: MOST_PAGES, shared: isShared });
  const code = { isShared, hasRelaxedSimd: options.relaxedSimd ?? hasRelaxedSimd() };
  // A browser's main thread must not sleep; Node's and every worker may.
  const maySleep = isShared && typeof document === 'undefined';
  const team = await startTeam(memory, threads, { isShared, maySleep });
  const heap = new Heap(memory);
  const cache = new KernelCache(team, code);
  const buffers = buffersOn(heap);
  return {
    name: 'wasm',
    description: `SIMD${code.hasRelaxedSimd ? ' with fused multiply-add' : ''} on ${threads} ${threads === 1 ? 'thread' : 'threads'}`,
    dtypes: ['float32', 'int32', 'uint8'],
    threads,
    kernels: kernelTable(createLauncher(heap, team, cache, code)),
    ...buffers,
    hostValues: (buffer) => viewOf(heap, buffer, 'hostValues'),
    read: async (buffer) => viewOf(heap, buffer, 'read').slice(),
    compile: (program) =>
      compileReplay(
        { heap, team, cache, memory: buffers, kernelsOver: kernelTable, hasRelaxedSimd: code.hasRelaxedSimd },
        program,
      ),
    finish: async () => {},
    destroy: () => team.end(),
  };
}

/** The device's part that makes, fills and takes back buffers. */
function buffersOn(heap: Heap): Pick<HostBackend, 'allocate' | 'view' | 'write' | 'release'> {
  return {
    allocate(dtype, size) {
      const bytes = bytesPerElement[dtype] * size;
      const buffer = new WasmBuffer(dtype, size, heap.allocate(bytes));
      if (bytes >= BALLAST_FROM_BYTES) buffer.ballast = new ArrayBuffer(bytes);
      return buffer;
    },
    view(buffer, { dtype, size, offset }) {
      return new WasmBuffer(dtype, size, wasmBufferOf(buffer, 'view').address + offset);
    },
    write(buffer, values) {
      if (values.length !== buffer.size) {
        throw new HandgradError(`write: ${values.length} values for a buffer of ${buffer.size} elements`);
      }
      viewOf(heap, buffer, 'write').set(toTypedArray(buffer.dtype, values));
    },
    release(buffer) {
      const own = wasmBufferOf(buffer, 'release');
      own.isReleased = true;
      own.ballast = null;
      heap.release(own.address, bytesPerElement[own.dtype] * own.size);
    },
  };
}

function kernelTable(launcher: Launcher): KernelTable {
  return {
    ...elementwiseKernels(launcher),
    ...reduceKernels(launcher),
    ...layoutKernels(launcher),
    ...matmulKernels(launcher),
    ...conv2dKernels(launcher),
    ...pool2dKernels(launcher),
    ...normalizationKernels(launcher),
    ...softmaxKernels(launcher),
    ...dropoutKernels(launcher),
    ...augmentationKernels(launcher),
    ...optimizerKernels(launcher),
    ...countingKernels(launcher),
  };
}

function viewOf(heap: Heap, buffer: DeviceBuffer, what: string): TypedArray {
  const { dtype, size, address } = wasmBufferOf(buffer, what);
  const memory = heap.bytes.buffer;
  if (dtype === 'uint8') return new Uint8Array(memory, address, size);
  return dtype === 'int32' ? new Int32Array(memory, address, size) : new Float32Array(memory, address, size);
}

async function chooseThreads(asked: number | undefined, isShared: boolean): Promise<number> {
  if (asked !== undefined && (!Number.isInteger(asked) || asked < 1)) {
    throw new HandgradError(`wasm: ${asked} threads; expected a whole number from 1`);
  }
  if (!isShared) {
    if (asked === undefined || asked === 1) return 1;
    throw new HandgradError(
      `wasm: ${asked} threads need shared memory, which this page has not; serve it cross-origin isolated, or use 1 thread`,
    );
  }
  return Math.min(asked ?? (await workerPlatform()).processors(), MOST_THREADS);
}
