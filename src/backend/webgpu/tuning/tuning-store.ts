/**
 * How long each variant of a product took, in microseconds, by `variantText`; null for one that gave other bits on this device, and is
 * never taken.
 */
export type VariantTimes = Readonly<Record<string, number | null>>;

/** Where what tuning runs found outlasts the process: the times of one device, by `productText`. */
export interface TuningStore {
  /** What was kept; nothing where nothing usable is there. */
  read(): Promise<ReadonlyMap<string, VariantTimes>>;
  /** Keeps these beside what is kept already. What cannot be kept is lost without a word: it only costs the next run time. */
  add(found: ReadonlyMap<string, VariantTimes>): Promise<void>;
}

/** For places without a disk. */
export const noStore: TuningStore = {
  read: () => Promise.resolve(new Map()),
  add: () => Promise.resolve(),
};
