import { argumentWords, control, dealtWord, launchFlags, launchWords } from './control.js';
import type { RuntimeFunctions } from './runtime-module.js';
import { SliceDealer } from './slice-dealer.js';

/** A compiled kernel: thread number, number of threads, address of the arguments. */
export type KernelFunction = (thread: number, threads: number, argumentsAddress: number) => void;

/**
 * What every thread has: the kernels compiled so far, by number, and how a list of launches is run. All threads run the same list;
 * a kernel that is not parallel is run by the first alone, or, on a slice of images, by the one that takes it, and a barrier comes first
 * wherever one thread could otherwise see another's work half done. The main thread has one (thread 0), and so has each worker (worker.ts).
 */
export class KernelRunner {
  private readonly functions: KernelFunction[] = [];
  private readonly runtime: RuntimeFunctions;
  private readonly dealer: SliceDealer;
  private words: Int32Array;

  constructor(
    private readonly memory: WebAssembly.Memory,
    runtimeCode: Uint8Array<ArrayBuffer>,
    readonly thread: number,
    readonly threads: number,
  ) {
    const module = new WebAssembly.Module(runtimeCode);
    this.runtime = new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as RuntimeFunctions;
    this.dealer = new SliceDealer(threads);
    this.words = new Int32Array(memory.buffer);
  }

  /** Compiles a module whose export `kernel` becomes the kernel of this number. */
  compile(number: number, code: Uint8Array<ArrayBuffer>): void {
    const env = { memory: this.memory, barrier: this.runtime.barrier };
    const instance = new WebAssembly.Instance(new WebAssembly.Module(code), { env });
    this.functions[number] = instance.exports.kernel as KernelFunction;
  }

  /** Runs the list at this address, kernel by kernel. Returns when all threads have done their shares. */
  run(address: number, launches: number): void {
    const { functions, thread, threads, runtime, dealer } = this;
    const end = address / 4 + launchWords * launches;
    const words = this.wholeMemory();
    let isMine = false;
    for (let at = address / 4; at < end; at += launchWords) {
      const flags = words[at + 1];
      if (flags & launchFlags.needsBarrier) runtime.barrier(threads);
      if (flags & launchFlags.isParallel) functions[words[at]](thread, threads, words[at + 2]);
      else if (flags & launchFlags.isOnSlice) {
        if (flags & launchFlags.beginsSlice) isMine = dealer.isMine(words[at + 3], words);
        if (isMine) functions[words[at]](0, 1, words[at + 2] + 4 * argumentWords * thread);
      } else if (thread === 0) functions[words[at]](0, 1, words[at + 2]);
    }
    runtime.barrier(threads);
    if (thread > 0) return;
    // All are done: before the list is run again, no piece of a launch is dealt.
    for (let at = address / 4; at < end; at += launchWords) words[words[at + 2] / 4 + dealtWord] = 0;
  }

  /** The same on this thread alone, which is all threads then. */
  runAlone(address: number, launches: number): void {
    const words = this.wholeMemory();
    for (let i = 0, at = address / 4; i < launches; i++, at += launchWords) {
      this.functions[words[at]](0, 1, words[at + 2]);
    }
  }

  /** The memory as it is, which may have grown since it was looked at. */
  private wholeMemory(): Int32Array {
    const { buffer } = this.memory;
    if (this.words.buffer !== buffer) this.words = new Int32Array(buffer);
    return this.words;
  }

  barrier(): void {
    this.runtime.barrier(this.threads);
  }

  /** The generation of orders, as soon as it is another than `seen`. */
  awaitOrder(seen: number): number {
    return this.runtime.awaitOrder(seen);
  }

  /** Says that this thread is lost, so that the others do not wait for it. */
  fail(): void {
    Atomics.store(this.words, control.failed / 4, 1);
    Atomics.notify(this.words, control.opened / 4);
  }
}
