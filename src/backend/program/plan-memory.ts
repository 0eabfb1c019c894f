import { SLOT_ALIGNMENT, type MemoryPlan, type MemorySlot } from './program.js';

/** Memory that is needed from one launch to another, both included. */
export interface Lifetime {
  readonly bytes: number;
  readonly firstUse: number;
  readonly lastUse: number;
}

/** The plan, and for each of the lifetimes its place in `slots`. */
export interface Assignment {
  readonly plan: MemoryPlan;
  readonly slotOf: readonly number[];
}

/**
 * Lets memory be shared by what is never needed at the same time: "greedy by size for shared objects" (Pisarchyk & Lee 2020,
 * section 5.1; TensorFlow Lite's). The largest comes first; each takes a slot that is free throughout its lifetime, the smallest
 * such, or else a new one.
 *
 * The input of a launch is needed in that launch, and so is its output: they never share.
 */
export function planMemory(lifetimes: readonly Lifetime[]): Assignment {
  const slots: { bytes: number; tenants: Lifetime[] }[] = [];
  const slotOf = new Array<number>(lifetimes.length);
  const bySize = lifetimes.map((lifetime, index) => ({ lifetime, index, bytes: alignedBytes(lifetime.bytes) }));
  bySize.sort((a, b) => b.bytes - a.bytes || a.index - b.index);
  for (const { lifetime, index, bytes } of bySize) {
    // Later slots are smaller, and none is too small: all were made for something larger.
    let place = slots.findLastIndex(({ tenants }) => !tenants.some((tenant) => overlap(tenant, lifetime)));
    if (place < 0) place = slots.push({ bytes, tenants: [] }) - 1;
    slots[place].tenants.push(lifetime);
    slotOf[index] = place;
  }
  return { plan: layOut(slots, lifetimes), slotOf };
}

function layOut(slots: readonly { bytes: number }[], lifetimes: readonly Lifetime[]): MemoryPlan {
  let arenaBytes = 0;
  const placed = slots.map(({ bytes }): MemorySlot => {
    const offset = arenaBytes;
    arenaBytes += bytes;
    return { bytes, offset };
  });
  return { slots: placed, arenaBytes, unsharedBytes: lifetimes.reduce((sum, { bytes }) => sum + bytes, 0) };
}

/** At least one unit: memory without elements still has a place. */
function alignedBytes(bytes: number): number {
  return Math.max(1, Math.ceil(bytes / SLOT_ALIGNMENT)) * SLOT_ALIGNMENT;
}

function overlap(a: Lifetime, b: Lifetime): boolean {
  return a.firstUse <= b.lastUse && b.firstUse <= a.lastUse;
}
