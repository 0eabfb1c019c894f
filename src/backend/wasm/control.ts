/**
 * The first page of the memory: what the threads tell each other. Byte addresses of int32 words, each in a cache line of its own
 * so that a thread that waits on one does not slow down another.
 */
export const control = {
  /** Grows with every order to the workers; they sleep on it. */
  generation: 0,
  /** What the order is: see `orders`. */
  order: 64,
  /** Its operands: where the list of launches or the code lies, and its length (in launches, in bytes). */
  address: 68,
  length: 72,
  /** The number of the kernel to be compiled. */
  kernel: 76,
  /** How many threads wait at the barrier, and how often it has opened. */
  arrived: 128,
  opened: 192,
  /** How many threads sleep on `generation` or `opened`. */
  sleepers: 256,
  /** How many slices of images threads have taken so far, or tried to (slice-dealer.ts). Wraps around. */
  taken: 448,
  /** How many workers have started. */
  ready: 320,
  /** 1 when a worker has failed. */
  failed: 384,
} as const;

export const orders = { run: 1, compile: 2, end: 3 } as const;

/** Where code lies while the workers compile it, and how long it may be. */
export const codeAddress = 4096;
export const codeBytes = (1 << 20) - codeAddress;

/** Where memory for buffers begins. */
export const heapAddress = 1 << 20;

/**
 * One launch in a list: kernel number, flags, address of its arguments, and, if it is on a slice of images, the slice's number. All threads run
 * it together, or the one that takes the slice, with arguments of its own, or the first.
 */
export const launchWords = 4;
export const launchFlags = { isParallel: 1, needsBarrier: 2, isOnSlice: 4, beginsSlice: 8 } as const;

/**
 * Room for the arguments of one launch: scratch, operands, scalars, and last how many pieces of its work are dealt (kernel-builder.ts). Those
 * for the next thread follow.
 */
export const argumentWords = 32;
export const dealtWord = argumentWords - 1;
