import type { DeviceBuffer } from '../../tensor/device.js';
import { newArray, type TypedArray } from '../../tensor/dtype.js';
import { gpuBufferOf, sizeClass, type GpuBuffer } from './buffers.js';
import type { CommandBatch } from './command-batch.js';
import { BufferUsage, MapMode } from './gpu-flags.js';

/** Staging buffers up to this size are kept for the next read: a loss is read far more often than a data set. */
const KEPT_UP_TO_BYTES = 1024 * 1024;

/** Brings tensors to the host: through staging buffers, as WebGPU does not map what kernels work on. */
export class ReadBack {
  private readonly idle = new Map<number, GPUBuffer[]>();

  constructor(
    private readonly device: GPUDevice,
    private readonly batch: CommandBatch,
  ) {}

  /** The content after everything enqueued so far. @throws {HandgradError} the first fault since somebody last waited. */
  async read(buffer: DeviceBuffer): Promise<TypedArray> {
    this.batch.faults.throwIfLost();
    const source = gpuBufferOf(buffer, 'read');
    const staging = this.takeStaging(source.boundBytes);
    this.batch.copyOut(source, staging);
    this.batch.submit();
    // A mapping that fails has its reason in a fault of the device, so that one is to be thrown.
    const mapped = staging.mapAsync(MapMode.READ, 0, source.boundBytes).then(
      () => null,
      (reason: unknown) => ({ reason }),
    );
    try {
      await this.batch.faults.throwIfAny();
    } catch (fault) {
      staging.destroy();
      throw fault;
    }
    const failure = await mapped;
    this.batch.faults.throwIfLost();
    if (failure) throw failure.reason;
    const values = copyOut(source, staging);
    this.putBack(staging);
    return values;
  }

  private takeStaging(bytes: number): GPUBuffer {
    const size = sizeClass(bytes);
    const usage = BufferUsage.MAP_READ | BufferUsage.COPY_DST;
    return this.idle.get(size)?.pop() ?? this.device.createBuffer({ size, usage });
  }

  private putBack(staging: GPUBuffer): void {
    staging.unmap();
    if (staging.size > KEPT_UP_TO_BYTES) {
      staging.destroy();
      return;
    }
    const buffers = this.idle.get(staging.size);
    if (buffers) buffers.push(staging);
    else this.idle.set(staging.size, [staging]);
  }
}

function copyOut(source: GpuBuffer, staging: GPUBuffer): TypedArray {
  const values = newArray(source.dtype, source.size);
  const mapped = new Uint8Array(staging.getMappedRange(0, source.boundBytes), 0, values.byteLength);
  new Uint8Array(values.buffer).set(mapped);
  return values;
}
