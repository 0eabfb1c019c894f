import type { BufferPart, DeviceBuffer } from '../../tensor/device.js';
import { bytesPerElement, type DType } from '../../tensor/dtype.js';
import { HandgradError } from '../../tensor/error.js';
import { BufferUsage } from './gpu-flags.js';

/** A piece of GPU memory. It outlives the buffers that are cut from it: the pool hands it on. */
export interface MemoryBlock {
  /** Never used twice. */
  readonly id: number;
  readonly gpu: GPUBuffer;
  readonly bytes: number;
  /** The last batch of commands that uses it (CommandBatch). */
  lastBatch: number;
}

/** What a tensor on the GPU stands on. uint8 elements are packed into words of four. */
export class GpuBuffer implements DeviceBuffer {
  private released = false;
  /** Host memory that is never touched: see `BufferPool.allocate`. */
  ballast: ArrayBuffer | null = null;

  constructor(
    readonly dtype: DType,
    readonly size: number,
    readonly block: MemoryBlock,
    /** Where it begins in the block, in bytes. */
    readonly offset = 0,
    /** The buffer that this one is a part of. */
    private readonly whole: GpuBuffer | null = null,
  ) {}

  get isReleased(): boolean {
    return this.released || (this.whole?.isReleased ?? false);
  }

  /** A part of this buffer. @throws {HandgradError} when it begins where WebGPU cannot bind it. */
  view({ dtype, size, offset }: BufferPart): GpuBuffer {
    if (offset % BINDING_ALIGNMENT !== 0) {
      throw new HandgradError(
        `webgpu: a part of a buffer begins at byte ${offset}, expected a multiple of ${BINDING_ALIGNMENT}`,
      );
    }
    return new GpuBuffer(dtype, size, this.block, this.offset + offset, this);
  }

  markReleased(): void {
    this.released = true;
  }

  /** What a kernel sees of the block: at least one word, as WebGPU has no empty bindings. */
  get boundBytes(): number {
    return storageBytes(this.dtype, this.size);
  }
}

/** The GPU memory under an operand. @throws {HandgradError} for a buffer of another backend, or one that was released. */
export function gpuBufferOf(buffer: DeviceBuffer, what: string): GpuBuffer {
  if (!(buffer instanceof GpuBuffer)) {
    throw new HandgradError(`webgpu: ${what} was given a buffer of another backend; bring the tensor to this one`);
  }
  if (buffer.isReleased) throw new HandgradError(`webgpu: ${what} was given a buffer that has been released`);
  return buffer;
}

/** What the pool holds. Bytes are those of the tensors; the blocks under them are up to a quarter larger. */
export interface PoolStatistics {
  readonly buffers: number;
  readonly bytes: number;
  /** Blocks that wait to be used again. */
  readonly idleBlocks: number;
  readonly idleBytes: number;
}

/** WebGPU's default limit for the offset of a storage binding. */
const BINDING_ALIGNMENT = 256;
/** Idle memory beyond this goes back to the driver. */
const IDLE_BYTES_KEPT = 512 * 1024 * 1024;
/** Smaller tensors are no reason to collect garbage. */
const BALLAST_FROM_BYTES = 64 * 1024;

/**
 * Makes and recycles GPU memory: making a GPUBuffer costs far more than launching a kernel on one. Blocks come in size classes
 * (four to every doubling), so that a released block fits the next tensor of about its size.
 *
 * All work goes through one queue in order, so a block can be handed on while earlier commands still use it.
 */
export class BufferPool {
  private readonly idle = new Map<number, MemoryBlock[]>();
  private idleBytes = 0;
  private idleBlocks = 0;
  private buffers = 0;
  private bytes = 0;
  /** The largest buffer that the device has, in bytes. */
  readonly largest: number;

  /** `beforeDestroy` is called before a block goes back to the driver: commands that use it have to be submitted by then. */
  constructor(
    private readonly device: GPUDevice,
    private readonly beforeDestroy: (block: MemoryBlock) => void,
  ) {
    this.largest = Math.min(device.limits.maxBufferSize, device.limits.maxStorageBufferBindingSize);
  }

  /**
   * A buffer whose content is undefined.
   *
   * A JavaScript engine collects garbage when the host's memory fills up and knows nothing of the GPU's. So every large buffer
   * brings along host memory of its size: it is never touched and hence takes no room, but the engine counts it.
   * @throws {HandgradError} when the device has no buffers of this size.
   */
  allocate(dtype: DType, size: number): GpuBuffer {
    const bytes = storageBytes(dtype, size);
    if (bytes > this.largest) {
      throw new HandgradError(
        `webgpu: a tensor of ${size} ${dtype} elements takes ${bytes} bytes, the device allows ${this.largest} in one ` +
          'buffer; use a smaller batch, or --backend reference',
      );
    }
    const buffer = new GpuBuffer(dtype, size, this.block(Math.min(sizeClass(bytes), this.largest)));
    if (bytes >= BALLAST_FROM_BYTES) buffer.ballast = new ArrayBuffer(bytes);
    this.buffers++;
    this.bytes += bytesPerElement[dtype] * size;
    return buffer;
  }

  /** Takes the memory back. The buffer must not be used any more. */
  release(buffer: GpuBuffer): void {
    buffer.markReleased();
    buffer.ballast = null;
    this.buffers--;
    this.bytes -= bytesPerElement[buffer.dtype] * buffer.size;
    const { block } = buffer;
    if (this.idleBytes + block.bytes > IDLE_BYTES_KEPT) {
      this.beforeDestroy(block);
      block.gpu.destroy();
      return;
    }
    const blocks = this.idle.get(block.bytes);
    if (blocks) blocks.push(block);
    else this.idle.set(block.bytes, [block]);
    this.idleBytes += block.bytes;
    this.idleBlocks++;
  }

  get statistics(): PoolStatistics {
    return { buffers: this.buffers, bytes: this.bytes, idleBlocks: this.idleBlocks, idleBytes: this.idleBytes };
  }

  private block(bytes: number): MemoryBlock {
    const idle = this.idle.get(bytes)?.pop();
    if (idle) {
      this.idleBytes -= bytes;
      this.idleBlocks--;
      return idle;
    }
    return makeBlock(this.device, bytes);
  }
}

let blocksMade = 0;

/** New memory that kernels can work on. */
export function makeBlock(device: GPUDevice, bytes: number): MemoryBlock {
  const usage = BufferUsage.STORAGE | BufferUsage.COPY_SRC | BufferUsage.COPY_DST;
  return { id: blocksMade++, gpu: device.createBuffer({ size: bytes, usage }), bytes, lastBatch: -1 };
}

/** Bytes that `size` elements take on the GPU: a multiple of 4, and at least 4. */
export function storageBytes(dtype: DType, size: number): number {
  return Math.max(4, Math.ceil((bytesPerElement[dtype] * size) / 4) * 4);
}

/** The next of the sizes 256, 320, 384, 448, 512, 640, ...: four to every doubling, so at most a quarter is wasted. */
export function sizeClass(bytes: number): number {
  if (bytes <= 256) return 256;
  const step = 2 ** (Math.floor(Math.log2(bytes - 1)) - 2);
  return Math.ceil(bytes / step) * step;
}
