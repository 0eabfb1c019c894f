/** What a tuning run found for a product. */
export interface TunedProduct {
  /** The fastest variant, as `variantText` calls it. */
  readonly variant: string;
  /** How long it took, and how long the variant that the rules choose. */
  readonly microseconds: number;
  readonly usualMicroseconds: number;
}

/** Where the winners of tuning runs outlast the process: those of one device, by the products' texts. */
export interface TuningStore {
  /** What was kept; nothing where nothing usable is there. */
  read(): Promise<ReadonlyMap<string, TunedProduct>>;
  /** Keeps these beside what is kept already. What cannot be kept is lost without a word: it only costs the next run time. */
  add(products: ReadonlyMap<string, TunedProduct>): Promise<void>;
}

/** For places without a disk. */
export const noStore: TuningStore = {
  read: () => Promise.resolve(new Map()),
  add: () => Promise.resolve(),
};
