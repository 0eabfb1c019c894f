import { control } from './control.js';

/**
 * Deals the slices of a run of launches (image-slices.ts) to threads as they come free: a slice goes to the thread that has counted to its
 * number. Each thread has a dealer and asks it for all slices of all lists, in order.
 */
export class SliceDealer {
  /** What the counter was when the run began, and is when all threads are done with it. */
  private begin = 0;
  private end = 0;
  /** The slice that this thread has taken last. */
  private taken = 0;

  constructor(private readonly threads: number) {}

  /** Whether this thread is to do slice `number` of a run. `words`: the shared memory. */
  isMine(number: number, words: Int32Array): boolean {
    if (number === 0) {
      this.begin = this.end;
      this.take(words);
    } else if (this.taken < number) {
      this.take(words);
    }
    // Each slice is taken once, and each thread but the last one's tries to take one more.
    this.end = (this.begin + number + this.threads) | 0;
    return this.taken === number;
  }

  private take(words: Int32Array): void {
    this.taken = (Atomics.add(words, control.taken / 4, 1) - this.begin) | 0;
  }
}
