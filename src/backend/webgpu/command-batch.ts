import type { GpuBuffer, MemoryBlock } from './buffers.js';
import type { Faults } from './faults.js';
import { BufferUsage } from './gpu-flags.js';
import type { Dispatch, Scalar } from './launch.js';
import type { Pipeline } from './pipelines.js';

/** Launches that are gathered before the GPU gets them: a submission costs the host as much as dozens of launches. */
const LAUNCHES_PER_SUBMISSION = 64;
/** The distance of two slots: WebGPU's default limit for offsets into uniforms. */
const SLOT_BYTES = 256;
/** A slot's part that a kernel sees: 64 scalars. */
const SCALAR_BYTES = 256;

/** Where the GPU notes when a piece of work begins and ends. */
export interface TimeQuery {
  readonly querySet: GPUQuerySet;
  /** Their places in the set. */
  readonly begin: number;
  readonly end: number;
}

/**
 * Gathers commands and submits them together.
 *
 * Every launch with scalars gets a slot in one uniform buffer. The slots are written when the batch is submitted, in one piece
 * and ahead of its commands; the queue works in order, so the next batch may start with the first slot again.
 */
export class CommandBatch {
  /** The uniform as a bind group names it; `run` chooses the slot. */
  readonly scalarSlot: GPUBufferBinding;
  private readonly hostSlots = new DataView(new ArrayBuffer(LAUNCHES_PER_SUBMISSION * SLOT_BYTES));
  private readonly deviceSlots: GPUBuffer;
  private slotsUsed = 0;
  private launches = 0;
  private number = 0;
  private encoder: GPUCommandEncoder | null = null;
  private pass: GPUComputePassEncoder | null = null;
  /** What the passes from now on are to note, and whether one of them has begun. */
  private timing: { readonly query: TimeQuery; hasBegun: boolean } | null = null;

  constructor(
    private readonly device: GPUDevice,
    readonly faults: Faults,
  ) {
    this.deviceSlots = device.createBuffer({
      size: this.hostSlots.byteLength,
      usage: BufferUsage.UNIFORM | BufferUsage.COPY_DST,
    });
    this.scalarSlot = { buffer: this.deviceSlots, size: SCALAR_BYTES };
  }

  /** Enqueues a kernel. */
  run(
    pipeline: Pipeline,
    bindGroup: GPUBindGroup,
    buffers: readonly GpuBuffer[],
    scalars: readonly Scalar[] | undefined,
    dispatch: Dispatch,
  ): void {
    this.pass ??= this.openPass();
    this.pass.setPipeline(pipeline.gpu);
    if (pipeline.hasScalars) this.pass.setBindGroup(0, bindGroup, [this.fillSlot(scalars ?? [])]);
    else this.pass.setBindGroup(0, bindGroup);
    this.pass.dispatchWorkgroups(...dispatch);
    for (const buffer of buffers) buffer.block.lastBatch = this.number;
    if (++this.launches === LAUNCHES_PER_SUBMISSION) this.submit();
  }

  /** Has the GPU note when what `work` enqueues begins and ends. */
  timed(query: TimeQuery, work: () => void): void {
    this.closePass();
    this.timing = { query, hasBegun: false };
    try {
      work();
      // Also where nothing was enqueued: a query that is never written has no value.
      this.pass ??= this.openPass();
    } finally {
      this.closePass();
      this.timing = null;
    }
  }

  /** Enqueues a copy of the whole of `from` into `to`, a buffer of the same size with a block of its own. */
  copy(from: GpuBuffer, to: GpuBuffer): void {
    this.copyOut(from, to.block.gpu);
    to.block.lastBatch = this.number;
  }

  /** Enqueues a copy into a buffer that is not a tensor's. */
  copyOut(from: GpuBuffer, to: GPUBuffer): void {
    this.closePass();
    this.openEncoder().copyBufferToBuffer(from.block.gpu, from.offset, to, 0, from.boundBytes);
    from.block.lastBatch = this.number;
  }

  /** Submits if commands that use this block are still waiting: for what takes effect at once, such as a write from the host. */
  submitUsersOf(block: MemoryBlock): void {
    if (block.lastBatch === this.number) this.submit();
  }

  /** Hands everything enqueued so far to the GPU. */
  submit(): void {
    if (!this.encoder) return;
    this.closePass();
    if (this.slotsUsed > 0) {
      this.device.queue.writeBuffer(this.deviceSlots, 0, this.hostSlots.buffer, 0, this.slotsUsed * SLOT_BYTES);
    }
    this.device.queue.submit([this.encoder.finish()]);
    this.encoder = null;
    this.slotsUsed = 0;
    this.launches = 0;
    this.number++;
  }

  private openEncoder(): GPUCommandEncoder {
    return (this.encoder ??= this.device.createCommandEncoder());
  }

  private openPass(): GPUComputePassEncoder {
    const encoder = this.openEncoder();
    if (!this.timing) return encoder.beginComputePass();
    const { query, hasBegun } = this.timing;
    this.timing.hasBegun = true;
    // Where work is cut into several passes the first notes the beginning, and each the end, the last one for good.
    const timestampWrites: GPUComputePassTimestampWrites = {
      querySet: query.querySet,
      endOfPassWriteIndex: query.end,
      ...(!hasBegun && { beginningOfPassWriteIndex: query.begin }),
    };
    return encoder.beginComputePass({ timestampWrites });
  }

  private closePass(): void {
    this.pass?.end();
    this.pass = null;
  }

  /** Puts the scalars into the next slot and returns its offset. */
  private fillSlot(scalars: readonly Scalar[]): number {
    const offset = this.slotsUsed++ * SLOT_BYTES;
    scalars.forEach((scalar, index) => {
      const at = offset + 4 * index;
      if (typeof scalar === 'number') this.hostSlots.setFloat32(at, scalar, true);
      else if ('u32' in scalar) this.hostSlots.setUint32(at, scalar.u32, true);
      else this.hostSlots.setInt32(at, scalar.i32, true);
    });
    return offset;
  }
}
