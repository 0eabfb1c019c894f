import { HandgradError } from '../../tensor/error.js';
import { BindGroups } from './bind-groups.js';
import { GpuBuffer, gpuBufferOf, makeBlock, type BufferPool } from './buffers.js';
import type { CommandBatch } from './command-batch.js';
import type { ChooseVariant } from './kernels/product-candidates.js';
import type { Launcher, LauncherLimits, LaunchRequest } from './launch.js';
import { createPipelines } from './pipelines.js';

/** The launcher of a device: finds the pipeline, binds the operands, and puts the run into the batch of commands. */
export function createLauncher(
  device: GPUDevice,
  pool: BufferPool,
  batch: CommandBatch,
  limits: LauncherLimits,
  choose: ChooseVariant,
): Launcher {
  const pipelines = createPipelines(device, batch.faults);
  const bindGroups = new BindGroups(device, batch.scalarSlot);
  /** What is bound where an operand is null. */
  const nothing = new GpuBuffer('float32', 64, makeBlock(device, 256));

  function launch(request: LaunchRequest): void {
    batch.faults.throwIfLost();
    if (request.dispatch.includes(0)) return;
    checkDispatch(request, limits);
    const writes = request.writes.map((operand) => gpuBufferOf(operand.buffer, request.kernel));
    checkWrites(request.kernel, writes);
    const copies: GpuBuffer[] = [];
    const reads = request.reads.map((operand) => {
      if (operand === null) return nothing;
      const buffer = gpuBufferOf(operand.buffer, request.kernel);
      return writes.some(({ block }) => block === buffer.block) ? copyOf(buffer, copies) : buffer;
    });
    const pipeline = pipelines.find(request);
    const buffers = [...reads, ...writes];
    batch.run(pipeline, bindGroups.find(pipeline, buffers), buffers, request.scalars, request.dispatch);
    for (const copy of copies) pool.release(copy);
  }

  /** A kernel must not see its own writes in what it reads (WebGPU forbids to bind such a buffer twice): it reads a copy. */
  function copyOf(buffer: GpuBuffer, copies: GpuBuffer[]): GpuBuffer {
    const copy = pool.allocate(buffer.dtype, buffer.size);
    batch.copy(buffer, copy);
    copies.push(copy);
    return copy;
  }

  return {
    limits,
    choose,
    launch,
    allocateScratch: (dtype, size) => ({ buffer: pool.allocate(dtype, size), shape: [size], dtype }),
    releaseScratch: (scratch) => pool.release(gpuBufferOf(scratch.buffer, 'releaseScratch')),
  };
}

function checkDispatch({ kernel, dispatch }: LaunchRequest, { workgroupsPerDimension }: LauncherLimits): void {
  if (dispatch.every((count) => Number.isInteger(count) && count > 0 && count <= workgroupsPerDimension)) return;
  throw new HandgradError(
    `webgpu: ${kernel} needs ${dispatch.join(' x ')} workgroups, the device allows ${workgroupsPerDimension} along each ` +
      'dimension; use smaller tensors, or --backend reference',
  );
}

function checkWrites(kernel: string, writes: readonly GpuBuffer[]): void {
  const isFirst = ({ block, offset }: GpuBuffer, index: number) =>
    writes.findIndex((other) => other.block === block && other.offset === offset) === index;
  if (writes.every(isFirst)) return;
  throw new HandgradError(`webgpu: ${kernel} was asked to write two of its outputs into one buffer; give each its own`);
}

/** What kernels have to know of a device. `subgroupSize`: subgroups.ts */
export function limitsOf(
  { limits }: GPUDevice,
  known: Pick<LauncherLimits, 'subgroupSize' | 'isSoftware'>,
): LauncherLimits {
  return {
    invocationsPerWorkgroup: limits.maxComputeInvocationsPerWorkgroup,
    workgroupStorageBytes: limits.maxComputeWorkgroupStorageSize,
    workgroupsPerDimension: limits.maxComputeWorkgroupsPerDimension,
    storageBuffers: limits.maxStorageBuffersPerShaderStage,
    ...known,
  };
}
