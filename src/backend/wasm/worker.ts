import { isNode } from '../is-node.js';
import { codeAddress, control, orders } from './control.js';
import { KernelRunner } from './kernel-runner.js';

/** What a worker is started with. */
export interface WorkerStart {
  readonly memory: WebAssembly.Memory;
  readonly runtimeCode: Uint8Array<ArrayBuffer>;
  readonly thread: number;
  readonly threads: number;
}

/** A worker's life: wait for an order, carry it out, wait for the next. Orders come through the shared memory alone. */
function serve({ memory, runtimeCode, thread, threads }: WorkerStart): void {
  const words = new Int32Array(memory.buffer);
  const at = (address: number) => Atomics.load(words, address / 4);
  const runner = new KernelRunner(memory, runtimeCode, thread, threads);
  let seen = 0;
  Atomics.add(words, control.ready / 4, 1);
  try {
    for (;;) {
      const generation = runner.awaitOrder(seen);
      if (generation === seen) continue;
      seen = generation;
      const order = at(control.order);
      if (order === orders.end) return;
      if (order === orders.run) runner.run(at(control.address), at(control.length));
      if (order === orders.compile) {
        // A copy: code must not change while it is compiled, which memory shared by threads could.
        runner.compile(at(control.kernel), new Uint8Array(memory.buffer, codeAddress, at(control.length)).slice());
        runner.barrier();
      }
    }
  } catch (error) {
    runner.fail();
    throw error;
  }
}

// Node's workers find their start in `workerData`, a browser's get it as their first message.
if (isNode()) {
  serve(globalThis.process.getBuiltinModule('node:worker_threads').workerData as WorkerStart);
} else {
  globalThis.onmessage = ({ data }: MessageEvent<WorkerStart>) => serve(data);
}
