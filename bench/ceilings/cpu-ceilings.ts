import { once } from 'node:events';
import os from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Ceiling } from './ceiling.js';
import { FLOPS_PER_ITERATION, multiplyAddModule } from './multiply-add-module.js';

/** Larger than the caches of a core by far. */
const COPIED_BYTES = 64 * 2 ** 20;
const ROUNDS = 5;

/** What each thread does. Plain JavaScript in a text, since a worker is started from one. */
const workerProgram = `
const { parentPort, workerData } = require('node:worker_threads');
const { copiedBytes, module } = workerData;
const from = new Float32Array(copiedBytes / 4).fill(1);
const to = new Float32Array(copiedBytes / 4).fill(2);
const { run } = new WebAssembly.Instance(new WebAssembly.Module(module)).exports;
const work = {
  copy: (times) => { for (let i = 0; i < times; i++) to.set(from); },
  multiplyAdd: (iterations) => run(iterations),
};
parentPort.on('message', ({ what, count }) => {
  work[what](count);
  parentPort.postMessage(null);
});
parentPort.postMessage(null);
`;

/**
 * The processor's ceilings, with one thread per core all at work: memory bandwidth by copying 64 MiB in each, float32 peak by
 * multiplications and additions on registers in WebAssembly, which is the best that JavaScript's engine can be made to do.
 * `milliseconds`: about how long each of the 5 rounds of both takes; the best round counts.
 */
export async function measureCpuCeilings(milliseconds = 200): Promise<Ceiling> {
  const threads = os.availableParallelism();
  const { bytes: module, method } = multiplyAddModule();
  const workerData = { copiedBytes: COPIED_BYTES, module };
  const workers = Array.from({ length: threads }, () => new Worker(workerProgram, { eval: true, workerData }));
  try {
    await Promise.all(workers.map((worker) => once(worker, 'message')));
    const copies = await bestRate(workers, 'copy', milliseconds);
    const iterations = await bestRate(workers, 'multiplyAdd', milliseconds);
    return {
      device: 'cpu',
      gigabytesPerSecond: (2 * COPIED_BYTES * copies) / 1e9,
      gflops: (FLOPS_PER_ITERATION * iterations) / 1e9,
      bandwidthMethod: `Float32Array.set of ${COPIED_BYTES / 2 ** 20} MiB, ${threads} threads`,
      peakMethod: `${method}, ${threads} threads`,
    };
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

/** Units of work per second of all threads together, in the best round. */
async function bestRate(workers: readonly Worker[], what: string, milliseconds: number): Promise<number> {
  let count = 1;
  let best = 0;
  for (let round = 0; round < ROUNDS;) {
    const begin = performance.now();
    const answers = workers.map((worker) => once(worker, 'message'));
    workers.forEach((worker) => worker.postMessage({ what, count }));
    await Promise.all(answers);
    const elapsed = performance.now() - begin;
    if (elapsed < milliseconds / 2) {
      count = Math.ceil(count * Math.min(100, milliseconds / Math.max(elapsed, 1e-3)));
      continue;
    }
    best = Math.max(best, (count * workers.length * 1000) / elapsed);
    round++;
  }
  return best;
}
