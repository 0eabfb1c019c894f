import type { CommandBatch } from './command-batch.js';
import { BufferUsage, MapMode } from './gpu-flags.js';

/** WebGPU's limit for the queries of a set. */
const MOST_QUERIES = 4096;
const NANOSECONDS_PER_MILLISECOND = 1e6;

/**
 * How long each of some pieces of work takes on the GPU, in milliseconds, by the GPU's own clock (W3C WebGPU, section 20.4). Null
 * where the device has no such clock, or there are too many pieces for it.
 */
export async function timeOnGpu(
  device: GPUDevice,
  batch: CommandBatch,
  pieces: readonly (() => void)[],
): Promise<readonly number[] | null> {
  const count = 2 * pieces.length;
  if (!device.features.has('timestamp-query') || count > MOST_QUERIES) return null;
  if (count === 0) return [];
  const querySet = device.createQuerySet({ type: 'timestamp', count });
  pieces.forEach((work, i) => batch.timed({ querySet, begin: 2 * i, end: 2 * i + 1 }, work));
  const times = await resolve(device, batch, querySet, count);
  return pieces.map((_, i) => Number(times[2 * i + 1] - times[2 * i]) / NANOSECONDS_PER_MILLISECOND);
}

async function resolve(
  device: GPUDevice,
  batch: CommandBatch,
  querySet: GPUQuerySet,
  count: number,
): Promise<BigUint64Array> {
  const size = count * BigUint64Array.BYTES_PER_ELEMENT;
  const resolved = device.createBuffer({ size, usage: BufferUsage.QUERY_RESOLVE | BufferUsage.COPY_SRC });
  const staging = device.createBuffer({ size, usage: BufferUsage.MAP_READ | BufferUsage.COPY_DST });
  batch.submit();
  const encoder = device.createCommandEncoder();
  encoder.resolveQuerySet(querySet, 0, count, resolved, 0);
  encoder.copyBufferToBuffer(resolved, 0, staging, 0, size);
  device.queue.submit([encoder.finish()]);
  try {
    await staging.mapAsync(MapMode.READ);
    return new BigUint64Array(staging.getMappedRange().slice(0));
  } finally {
    await batch.faults.throwIfAny();
    for (const owned of [resolved, staging, querySet]) owned.destroy();
  }
}
