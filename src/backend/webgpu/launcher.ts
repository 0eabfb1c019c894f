import { HandgradError } from '../../tensor/error.js';
import { GpuBuffer, gpuBufferOf, type BufferPool } from './buffers.js';
import type { CommandBatch } from './command-batch.js';
import { BufferUsage } from './gpu-flags.js';
import type { Launcher, LauncherLimits, LaunchRequest } from './launch.js';
import { createPipelines, type Pipeline } from './pipelines.js';

/** The launcher of a device: finds the pipeline, binds the operands, and puts the run into the batch of commands. */
export function createLauncher(device: GPUDevice, pool: BufferPool, batch: CommandBatch): Launcher {
  const pipelines = createPipelines(device, batch.faults);
  const nothing = placeholder(device);
  const limits: LauncherLimits = {
    invocationsPerWorkgroup: device.limits.maxComputeInvocationsPerWorkgroup,
    workgroupStorageBytes: device.limits.maxComputeWorkgroupStorageSize,
    workgroupsPerDimension: device.limits.maxComputeWorkgroupsPerDimension,
  };

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
      return writes.includes(buffer) ? copyOf(buffer, copies) : buffer;
    });
    const pipeline = pipelines.find(request);
    const buffers = [...reads, ...writes];
    batch.run(pipeline, bindGroup(pipeline, buffers), buffers, request.scalars, request.dispatch);
    for (const copy of copies) pool.release(copy);
  }

  /** A kernel must not see its own writes in what it reads (WebGPU forbids to bind such a buffer twice): it reads a copy. */
  function copyOf(buffer: GpuBuffer, copies: GpuBuffer[]): GpuBuffer {
    const copy = pool.allocate(buffer.dtype, buffer.size);
    batch.copy(buffer, copy);
    copies.push(copy);
    return copy;
  }

  function bindGroup(pipeline: Pipeline, buffers: readonly GpuBuffer[]): GPUBindGroup {
    const entries: GPUBindGroupEntry[] = buffers.map((buffer, binding) => ({
      binding,
      resource: { buffer: buffer.block.gpu, size: buffer.boundBytes },
    }));
    if (pipeline.hasScalars) entries.push({ binding: buffers.length, resource: batch.scalarSlot });
    return device.createBindGroup({ layout: pipeline.layout, entries });
  }

  return {
    limits,
    launch,
    allocateScratch: (dtype, size) => ({ buffer: pool.allocate(dtype, size), shape: [size], dtype }),
    releaseScratch: (scratch) => pool.release(gpuBufferOf(scratch.buffer, 'releaseScratch')),
  };
}

/** What is bound where an operand is null. */
function placeholder(device: GPUDevice): GpuBuffer {
  const gpu = device.createBuffer({ size: 256, usage: BufferUsage.STORAGE });
  return new GpuBuffer('float32', 64, { gpu, bytes: 256, lastBatch: -1 });
}

function checkDispatch({ kernel, dispatch }: LaunchRequest, { workgroupsPerDimension }: LauncherLimits): void {
  if (dispatch.every((count) => Number.isInteger(count) && count > 0 && count <= workgroupsPerDimension)) return;
  throw new HandgradError(
    `webgpu: ${kernel} needs ${dispatch.join(' x ')} workgroups, the device allows ${workgroupsPerDimension} along each ` +
      'dimension; use smaller tensors, or --backend reference',
  );
}

function checkWrites(kernel: string, writes: readonly GpuBuffer[]): void {
  if (new Set(writes).size === writes.length) return;
  throw new HandgradError(`webgpu: ${kernel} was asked to write two of its outputs into one buffer; give each its own`);
}
