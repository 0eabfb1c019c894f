import type { DeviceBuffer } from '../../../tensor/device.js';
import { planMemory } from '../../program/plan-memory.js';
import type { Program, ProgramBuffer, TemporaryBuffer } from '../../program/program.js';
import { gpuBufferOf, storageBytes, type BufferPool, type GpuBuffer } from '../buffers.js';

/** The GPU's buffer under a buffer of the program that exists outside of the step, or null for one that does not. */
export function externalBuffer(buffer: DeviceBuffer | undefined): GpuBuffer | null {
  const { role, storage } = (buffer ?? {}) as Partial<ProgramBuffer & { role: 'external' }>;
  return role === 'external' && storage ? gpuBufferOf(storage.buffer, 'a captured step') : null;
}

/** Whether two buffers of a step share memory: they are the same, or parts of one. */
export function overlap(a: DeviceBuffer, b: DeviceBuffer): boolean {
  if (a === b) return true;
  const [part, other] = [rangeInWhole(a), rangeInWhole(b)];
  if (part && other) return part.whole === other.whole && rangesOverlap(part, other);
  const [first, second] = [externalBuffer(a), externalBuffer(b)];
  return first !== null && second !== null && first.block === second.block && rangesOverlap(first, second);
}

/** Which bytes of which buffer of the program something that is needed within the step only takes: its own, or a whole's. */
function rangeInWhole(buffer: DeviceBuffer): (Range & { readonly whole: number }) | null {
  const { role, id, whole, offset } = buffer as Partial<TemporaryBuffer>;
  if (role !== 'temporary' || id === undefined || offset === undefined) return null;
  return { whole: whole ?? id, offset, boundBytes: storageBytes(buffer.dtype, buffer.size) };
}

/** A range of a block, in bytes. */
interface Range {
  readonly offset: number;
  readonly boundBytes: number;
}

export function rangesOverlap(a: Range, b: Range): boolean {
  return a.offset < b.offset + b.boundBytes && b.offset < a.offset + a.boundBytes;
}

/** Where the buffers of a step are. */
export interface StepMemory {
  readonly placeOf: (buffer: DeviceBuffer) => GpuBuffer;
  release(): void;
}

/**
 * Gives the buffers of a step their places: those that exist already stay; constants and what is needed within the step only share
 * one arena, so that a dispatch binds it once whatever its kernels use of it. Memory is shared by buffers that no two
 * dispatches from the first to the last that use one need at the same time.
 * @param dispatches the buffers that each dispatch uses
 * @param counter a buffer that keeps its content throughout
 */
export function placeBuffers(
  pool: BufferPool,
  { buffers }: Pick<Program, 'buffers'>,
  dispatches: readonly (readonly DeviceBuffer[])[],
  counter: DeviceBuffer,
): StepMemory {
  const uses = new Map<DeviceBuffer, { firstUse: number; lastUse: number }>();
  const always = { firstUse: 0, lastUse: Math.max(0, dispatches.length - 1) };
  for (const buffer of [counter, ...buffers.filter(({ role }) => role === 'constant')]) uses.set(buffer, always);
  /** What has memory of its own: parts lie where their whole lies. */
  const wholeOf = (buffer: DeviceBuffer): DeviceBuffer => {
    const { whole } = buffer as Partial<TemporaryBuffer>;
    return typeof whole === 'number' ? buffers[whole] : buffer;
  };
  dispatches.forEach((used, dispatch) => {
    for (const buffer of used.map(wholeOf)) {
      if (externalBuffer(buffer) || uses.get(buffer) === always) continue;
      uses.set(buffer, { firstUse: uses.get(buffer)?.firstUse ?? dispatch, lastUse: dispatch });
    }
  });
  const lifetimes = [...uses].map(([{ dtype, size }, use]) => ({ bytes: storageBytes(dtype, size), ...use }));
  const { plan, slotOf } = planMemory(lifetimes);
  const arenas = allocateArenas(pool, plan.slots);
  const slots = new Map([...uses.keys()].map((buffer, i) => [buffer, arenas.slots[slotOf[i]]]));
  const placeInArena = (buffer: DeviceBuffer): GpuBuffer => {
    const { arena, offset } = slots.get(wholeOf(buffer))!;
    const { dtype, size } = buffer;
    return arena.view({ dtype, size, offset: offset + ((buffer as Partial<TemporaryBuffer>).offset ?? 0) });
  };
  return {
    placeOf: (buffer) => externalBuffer(buffer) ?? placeInArena(buffer),
    release: () => arenas.all.forEach((arena) => pool.release(arena)),
  };
}

/** As few buffers as the device's limit allows, cut into slots one behind the other. */
function allocateArenas(pool: BufferPool, slots: readonly { readonly bytes: number }[]) {
  const sizes: number[] = [];
  const placed = slots.map(({ bytes }) => {
    if (sizes.length === 0 || sizes[sizes.length - 1] + bytes > pool.largest) sizes.push(0);
    const offset = sizes[sizes.length - 1];
    sizes[sizes.length - 1] += bytes;
    return { index: sizes.length - 1, offset };
  });
  const all = sizes.map((bytes) => pool.allocate('uint8', bytes));
  return { all, slots: placed.map(({ index, offset }) => ({ arena: all[index], offset })) };
}
