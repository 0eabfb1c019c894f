import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planMemory, type Lifetime } from '../../src/backend/program/plan-memory.js';
import { SLOT_ALIGNMENT } from '../../src/backend/program/program.js';

const lifetimes = fc.array(
  fc
    .record({ bytes: fc.nat(5000), from: fc.nat(40), length: fc.nat(15) })
    .map(({ bytes, from, length }): Lifetime => ({ bytes, firstUse: from, lastUse: from + length })),
  { maxLength: 40 },
);

describe('planMemory', () => {
  it('no two buffers that are alive at the same time overlap in the arena', () => {
    fc.assert(
      fc.property(lifetimes, (all) => {
        const { plan, slotOf } = planMemory(all);
        const places = all.map(({ bytes }, i) => {
          const { offset } = plan.slots[slotOf[i]];
          return { begin: offset, end: offset + bytes };
        });
        for (let launch = 0; launch <= 55; launch++) {
          const alive = places
            .filter((_, i) => all[i].firstUse <= launch && launch <= all[i].lastUse)
            .sort((a, b) => a.begin - b.begin || a.end - b.end);
          alive.slice(1).forEach((place, i) => expect(place.begin).toBeGreaterThanOrEqual(alive[i].end));
        }
      }),
    );
  });

  it('every buffer fits into its slot, and every slot begins where WebGPU can bind it', () => {
    fc.assert(
      fc.property(lifetimes, (all) => {
        const { plan, slotOf } = planMemory(all);
        all.forEach(({ bytes }, i) => expect(bytes).toBeLessThanOrEqual(plan.slots[slotOf[i]].bytes));
        for (const { offset, bytes } of plan.slots) {
          expect(offset % SLOT_ALIGNMENT).toBe(0);
          expect(offset + bytes).toBeLessThanOrEqual(plan.arenaBytes);
        }
      }),
    );
  });

  it('takes at least the memory that is alive at once, and at most what all take without sharing', () => {
    fc.assert(
      fc.property(lifetimes, (all) => {
        const { arenaBytes, unsharedBytes } = planMemory(all).plan;
        const aliveAt = (launch: number) =>
          all.filter(({ firstUse, lastUse }) => firstUse <= launch && launch <= lastUse);
        const peak = Math.max(
          0,
          ...all.map(({ firstUse }) => aliveAt(firstUse).reduce((sum, { bytes }) => sum + bytes, 0)),
        );
        expect(arenaBytes).toBeGreaterThanOrEqual(peak);
        expect(arenaBytes).toBeLessThanOrEqual(unsharedBytes + all.length * SLOT_ALIGNMENT);
      }),
    );
  });

  it('buffers that are needed one after the other share one slot, as large as the largest', () => {
    const sizes = [1000, 4000, 2000, 300];
    const { plan, slotOf } = planMemory(sizes.map((bytes, i) => ({ bytes, firstUse: 2 * i, lastUse: 2 * i + 1 })));
    expect(slotOf).toEqual([0, 0, 0, 0]);
    expect(plan).toEqual({ slots: [{ bytes: 4096, offset: 0 }], arenaBytes: 4096, unsharedBytes: 7300 });
  });

  it('the last launch that reads a buffer does not write its successor into the same slot', () => {
    const { slotOf } = planMemory([
      { bytes: 100, firstUse: 0, lastUse: 1 },
      { bytes: 100, firstUse: 1, lastUse: 2 },
    ]);
    expect(slotOf[0]).not.toBe(slotOf[1]);
  });
});
