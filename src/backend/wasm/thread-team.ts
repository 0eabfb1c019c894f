import { HandgradError } from '../../tensor/error.js';
import { codeAddress, codeBytes, control, orders } from './control.js';
import { KernelRunner } from './kernel-runner.js';
import { runtimeModule } from './runtime-module.js';
import { workerPlatform, type StartedWorker } from './worker-platform.js';
import type { WorkerStart } from './worker.js';

/** How long workers may take to start before they are given up. */
const START_TIMEOUT_MS = 10_000;

/** The threads of a backend: this one, number 0, and its workers. They run lists of launches together. */
export interface ThreadTeam {
  readonly threads: number;
  /** Makes code the kernel of this number on every thread. */
  compile(kernel: number, code: Uint8Array<ArrayBuffer>): void;
  /** Runs the list of launches at this address, and returns when it is done. */
  run(address: number, launches: number): void;
  /** Runs it on this thread alone: for lists without a parallel launch. */
  runAlone(address: number, launches: number): void;
  /** Ends the workers. */
  end(): void;
}

/**
 * Starts the workers and waits until they listen.
 * @throws {HandgradError} when they do not start in ten seconds.
 */
export async function startTeam(
  memory: WebAssembly.Memory,
  threads: number,
  { isShared, maySleep }: { readonly isShared: boolean; readonly maySleep: boolean },
): Promise<ThreadTeam> {
  const runner = new KernelRunner(memory, runtimeModule({ isShared, maySleep }), 0, threads);
  const words = new Int32Array(memory.buffer);
  const workers = threads > 1 ? await startWorkers(memory, threads, words) : [];
  let hasEnded = false;

  function throwIfEnded(): void {
    if (hasEnded) throw new HandgradError('wasm: the backend was destroyed');
  }

  function order(kind: number, operands: { address?: number; length?: number; kernel?: number }): void {
    throwIfEnded();
    Atomics.store(words, control.order / 4, kind);
    for (const [name, value] of Object.entries(operands)) {
      Atomics.store(words, control[name as keyof typeof operands] / 4, value);
    }
    announce();
  }

  function announce(): void {
    Atomics.add(words, control.generation / 4, 1);
    if (Atomics.load(words, control.sleepers / 4) > 0) Atomics.notify(words, control.generation / 4);
  }

  function throwIfFailed(): void {
    if (threads === 1 || Atomics.load(words, control.failed / 4) === 0) return;
    throw new HandgradError(
      'wasm: a worker thread has failed (its error is above); use --backend wasm:1, and report this',
    );
  }

  return {
    threads,
    compile(kernel, code) {
      if (threads === 1) return runner.compile(kernel, code);
      if (code.length > codeBytes)
        throw new HandgradError(`wasm: a kernel has ${code.length} bytes, at most ${codeBytes} fit`);
      new Uint8Array(memory.buffer).set(code, codeAddress);
      // All threads compile at the same time.
      order(orders.compile, { kernel, length: code.length });
      runner.compile(kernel, code);
      runner.barrier();
      throwIfFailed();
    },
    run(address, launches) {
      throwIfEnded();
      if (threads > 1) {
        words[control.address / 4] = address;
        words[control.length / 4] = launches;
        Atomics.store(words, control.order / 4, orders.run);
        announce();
      }
      runner.run(address, launches);
      throwIfFailed();
    },
    runAlone: (address, launches) => runner.runAlone(address, launches),
    end() {
      if (hasEnded) return;
      if (threads > 1) order(orders.end, {});
      hasEnded = true;
      for (const worker of workers) worker.terminate();
    },
  };
}

async function startWorkers(memory: WebAssembly.Memory, threads: number, words: Int32Array): Promise<StartedWorker[]> {
  const { startWorker } = await workerPlatform();
  const runtimeCode = runtimeModule({ isShared: true, maySleep: true });
  const workers = Array.from({ length: threads - 1 }, (_, i) => {
    const start: WorkerStart = { memory, runtimeCode, thread: i + 1, threads };
    return startWorker(start);
  });
  const deadline = performance.now() + START_TIMEOUT_MS;
  while (Atomics.load(words, control.ready / 4) < threads - 1) {
    if (performance.now() > deadline) {
      for (const worker of workers) worker.terminate();
      throw new HandgradError(`wasm: ${threads - 1} worker threads did not start in 10 s; use --backend wasm:1`);
    }
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  return workers;
}
