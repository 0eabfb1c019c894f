import { HandgradError } from '../../tensor/error.js';
import { BindGroups } from './bind-groups.js';
import { GpuBuffer, gpuBufferOf, makeBlock, type BufferPool } from './buffers.js';
import type { CommandBatch } from './command-batch.js';
import type { Dispatch, Launcher, LauncherLimits, LaunchRequest, Scalar } from './launch.js';
import { createPipelines, type Pipeline } from './pipelines.js';

/** A launch with everything found and made that it needs. It can be enqueued as often as its buffers live. */
export interface ReadyLaunch {
  readonly pipeline: Pipeline;
  readonly bindGroup: GPUBindGroup;
  readonly buffers: readonly GpuBuffer[];
  readonly dispatch: Dispatch;
  /** What the kernel reads of a buffer that it writes, too, and where it finds a copy of it. */
  readonly copies: readonly { readonly from: GpuBuffer; readonly to: GpuBuffer }[];
}

/** The launcher of a device, in its two halves. */
export interface DeviceLauncher extends Launcher {
  /** Finds the pipeline and binds the operands; null where there is nothing to run. Its copies are to be released by the caller. */
  ready(request: LaunchRequest): ReadyLaunch | null;
  /** Puts it into the batch of commands. */
  enqueue(launch: ReadyLaunch, scalars: readonly Scalar[] | undefined): void;
}

export function createLauncher(device: GPUDevice, pool: BufferPool, batch: CommandBatch): DeviceLauncher {
  const pipelines = createPipelines(device, batch.faults);
  const bindGroups = new BindGroups(device, batch.scalarSlot);
  /** What is bound where an operand is null. */
  const nothing = new GpuBuffer('float32', 64, makeBlock(device, 256));
  const limits: LauncherLimits = {
    invocationsPerWorkgroup: device.limits.maxComputeInvocationsPerWorkgroup,
    workgroupStorageBytes: device.limits.maxComputeWorkgroupStorageSize,
    workgroupsPerDimension: device.limits.maxComputeWorkgroupsPerDimension,
  };

  function ready(request: LaunchRequest): ReadyLaunch | null {
    batch.faults.throwIfLost();
    if (request.dispatch.includes(0)) return null;
    checkDispatch(request, limits);
    const writes = request.writes.map((operand) => gpuBufferOf(operand.buffer, request.kernel));
    checkWrites(request.kernel, writes);
    const copies: { from: GpuBuffer; to: GpuBuffer }[] = [];
    const reads = request.reads.map((operand) => {
      if (operand === null) return nothing;
      const from = gpuBufferOf(operand.buffer, request.kernel);
      if (!writes.some(({ block }) => block === from.block)) return from;
      // A kernel must not see its own writes in what it reads (WebGPU forbids to bind such a buffer twice): it reads a copy.
      const to = pool.allocate(from.dtype, from.size);
      copies.push({ from, to });
      return to;
    });
    const pipeline = pipelines.find(request);
    const buffers = [...reads, ...writes];
    return { pipeline, bindGroup: bindGroups.find(pipeline, buffers), buffers, dispatch: request.dispatch, copies };
  }

  function enqueue({ pipeline, bindGroup, buffers, dispatch, copies }: ReadyLaunch, scalars?: readonly Scalar[]): void {
    batch.faults.throwIfLost();
    for (const { from, to } of copies) batch.copy(from, to);
    batch.run(pipeline, bindGroup, buffers, scalars, dispatch);
  }

  return {
    limits,
    ready,
    enqueue,
    launch(request) {
      const launch = ready(request);
      if (!launch) return;
      enqueue(launch, request.scalars);
      for (const { to } of launch.copies) pool.release(to);
    },
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
