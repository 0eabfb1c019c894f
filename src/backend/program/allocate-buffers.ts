import type { Device, DeviceBuffer } from '../../tensor/device.js';
import type { Program } from './program.js';

/** Where a program's memory is made. */
export type MemoryTarget = Pick<Device, 'allocate' | 'view' | 'write'>;

/** The part of a program that says what memory it needs. */
export interface NeededMemory {
  readonly buffers: Program['buffers'];
  readonly memory: { readonly slots: readonly { readonly bytes: number }[] };
}

/** The device's buffer for each of the program's, and those, slots included, that are to be released at the end. */
export function allocateBuffers(backend: MemoryTarget, { buffers, memory }: NeededMemory) {
  const slots = memory.slots.map(({ bytes }) => backend.allocate('uint8', bytes));
  const constants: DeviceBuffer[] = [];
  const onDevice = buffers.map((buffer): DeviceBuffer => {
    if (buffer.role === 'temporary') return backend.view(slots[buffer.slot], buffer);
    if (buffer.role === 'external') return buffer.storage.buffer;
    const made = backend.allocate(buffer.dtype, buffer.size);
    if (buffer.values) backend.write(made, buffer.values);
    constants.push(made);
    return made;
  });
  return { buffers: onDevice, owned: [...slots, ...constants] };
}
