import type { DeviceBuffer } from '../../tensor/device.js';
import { toTypedArray, type DType, type TypedArray } from '../../tensor/dtype.js';
import { HandgradError } from '../../tensor/error.js';
import type { Backend, KernelTable } from '../backend.js';
import type { Program } from '../program/program.js';
import { describeAdapter, findAdapter, findGpu, openDevice, type AdapterDescription } from './adapter.js';
import { BufferPool, gpuBufferOf, type PoolStatistics } from './buffers.js';
import { CommandBatch } from './command-batch.js';
import { watchFaults } from './faults.js';
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
import { createLauncher, limitsOf } from './launcher.js';
import { ReadBack } from './read-back.js';
import { compileReplay, type WebGpuReplay } from './replay/replay.js';
import { findSubgroupSize } from './subgroups.js';
import { timeOnGpu } from './timestamps.js';
import { openTuning, type TuningMode } from './tuning/tuning.js';
import type { TuningStore } from './tuning/tuning-store.js';

/** How the backend `webgpu` finds its device and its tiles. */
export interface WebGpuOptions {
  /** Where adapters come from: `navigator.gpu` in a browser and Dawn in Node, unless given. */
  readonly gpu?: GPU;
  /** Whether an adapter that computes on the CPU will do; default true. */
  readonly allowSoftware?: boolean;
  /** What to ask of the device: all that its adapter allows (default), or only what every WebGPU device has, without features. */
  readonly limits?: 'adapter' | 'default';
  /** For which kind of adapter kernels are chosen. Default: the kind that it is. (Tests run a GPU's on a software adapter, too.) */
  readonly kernelsFor?: 'gpu' | 'software';
  /** Whether tiles are chosen by timing them. Default: HANDGRAD_TUNE in Node, else `auto`. */
  readonly tuning?: TuningMode;
  /** Where what was found is kept. Default: a file for each device in Node (tuning/node-tuning.ts), memory in a browser. */
  readonly tuningStore?: TuningStore;
}

/** The backend on a GPU, with what only this one has. */
export interface WebGpuBackend extends Backend {
  /** What it runs on. */
  readonly adapter: AdapterDescription;
  /** What the device allows: sizes of buffers, of workgroups, ... */
  readonly limits: GPUSupportedLimits;
  /** Runs a kernel of kernels/ directly. */
  readonly launcher: Launcher;
  compile(program: Program): WebGpuReplay;
  tune(program: Program, steps: number): Promise<void>;
  timeLaunches(launches: readonly (() => void)[]): Promise<readonly number[] | null>;
  /** What is allocated on the device. */
  memory(): PoolStatistics;
}

/**
 * The backend that runs WGSL compute shaders (W3C WebGPU), float32, int32 and uint8.
 *
 * Kernels are compiled when they are first launched with a shape; launches are gathered and submitted in batches. What goes wrong
 * on the device is thrown by the next `read` or `finish`; after the device is lost, by every call.
 * @throws {HandgradError} when there is no WebGPU, no adapter, or (`allowSoftware: false`) only a software adapter.
 */
export async function createWebGpuBackend(options: WebGpuOptions = {}): Promise<WebGpuBackend> {
  const gpu = options.gpu ?? (await findGpu());
  const gpuAdapter = await findAdapter(gpu);
  const adapter = describeAdapter(gpuAdapter);
  if (adapter.isSoftware && options.allowSoftware === false) {
    throw new HandgradError(`webgpu: the only adapter is ${adapter.text}, which is slower than the CPU backends`);
  }
  const device = await openDevice(gpu, gpuAdapter, options.limits ?? 'adapter');
  const faults = watchFaults(device);
  const batch = new CommandBatch(device, faults);
  const pool = new BufferPool(device, (block) => batch.submitUsersOf(block));
  const readBack = new ReadBack(device, batch);
  const isSoftware = options.kernelsFor ? options.kernelsFor === 'software' : adapter.isSoftware;
  const plainLimits = limitsOf(device, { subgroupSize: 1, isSoftware });
  const plain = createLauncher(device, pool, batch, plainLimits, (_, usual) => usual);
  const subgroupSize = await findSubgroupSize(device, gpuAdapter.info, plain, ({ buffer }) => readBack.read(buffer));
  const limits = limitsOf(device, { subgroupSize, isSoftware });
  const tuning = await openTuning(gpuAdapter, limits, options);
  const launcher = createLauncher(device, pool, batch, limits, tuning.choose);
  const kernels = kernelTable(launcher);

  function write(buffer: DeviceBuffer, values: TypedArray): void {
    faults.throwIfLost();
    const target = gpuBufferOf(buffer, 'write');
    if (values.length !== target.size) {
      throw new HandgradError(`webgpu: write of ${values.length} values into a buffer of ${target.size}`);
    }
    // The queue writes at once: ahead of commands that are still waiting, so those that use the buffer have to go first.
    batch.submitUsersOf(target.block);
    const words = wholeWords(toTypedArray(target.dtype, values));
    device.queue.writeBuffer(target.block.gpu, target.offset, words.buffer, words.byteOffset, words.byteLength);
  }

  const backend: WebGpuBackend = {
    name: 'webgpu',
    description: adapter.text,
    dtypes: ['float32', 'int32', 'uint8'],
    adapter,
    limits: device.limits,
    launcher,
    kernels,
    timeLaunches: (launches) => timeOnGpu(device, batch, launches),
    compile: (program) =>
      compileReplay(
        { device, pool, batch, kernels, kernelsOver: kernelTable, limits, tuned: tuning.found, write },
        program,
      ),
    tune: (program, steps) => tuning.tune({ ...backend, kernelsOver: kernelTable }, program, steps),
    memory: () => pool.statistics,
    allocate(dtype: DType, size: number) {
      faults.throwIfLost();
      return pool.allocate(dtype, size);
    },
    view: (buffer, part) => gpuBufferOf(buffer, 'view').view(part),
    write,
    read: (buffer) => readBack.read(buffer),
    release(buffer) {
      // The garbage collector may come by when the device is gone, and with it all its memory.
      if (!faults.ended) pool.release(gpuBufferOf(buffer, 'release'));
    },
    async finish() {
      faults.throwIfLost();
      batch.submit();
      const done = device.queue.onSubmittedWorkDone();
      await faults.throwIfAny();
      await done;
    },
    destroy() {
      faults.expectEnd();
      device.destroy();
    },
  };
  return backend;
}

/** Every kernel of the contract, each from the file of its family. */
function kernelTable(launcher: Launcher): KernelTable {
  const elementwise = elementwiseKernels(launcher);
  return {
    ...elementwise,
    ...reduceKernels(launcher, elementwise.fill),
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

/** The bytes of `values`, filled up with zeros to whole words of four. */
function wholeWords(values: TypedArray): TypedArray {
  if (values.byteLength % 4 === 0) return values;
  const padded = new Uint8Array(Math.ceil(values.byteLength / 4) * 4);
  padded.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  return padded;
}
