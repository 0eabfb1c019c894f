/** The most that a machine, or a device in it, was seen to do. */
export interface Ceiling {
  /** `cpu`, or a backend's name whose device has ceilings of its own. */
  readonly device: string;
  /** 1e9 bytes per second, reading and writing counted, of a big copy. */
  readonly gigabytesPerSecond: number;
  /** 1e9 float32 operations per second, an addition and a multiplication each being one. */
  readonly gflops: number;
  /** How they were measured, in a phrase each. */
  readonly bandwidthMethod: string;
  readonly peakMethod: string;
}

/** The ceilings that hold for a runner: its device's, else the processor's. */
export function ceilingOf(ceilings: readonly Ceiling[], runner: string): Ceiling | undefined {
  return ceilings.find(({ device }) => device === runner) ?? ceilings.find(({ device }) => device === 'cpu');
}

/**
 * How much of what is possible was reached: the time that the ceilings allow (products at the peak, bytes at the bandwidth,
 * whichever takes longer: the roofline of Williams, Waterman & Patterson 2009) over the time taken.
 */
export function ceilingShare(
  { gflops, gigabytesPerSecond }: Pick<Ceiling, 'gflops' | 'gigabytesPerSecond'>,
  { flops, bytes, seconds }: { readonly flops: number; readonly bytes: number; readonly seconds: number },
): number {
  return Math.max(flops / gflops, bytes / gigabytesPerSecond) / 1e9 / seconds;
}
