import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { StartedWorker } from './worker-platform.js';
import type { WorkerStart } from './worker.js';
import { workerSource } from './worker.generated.js';

/** Starts a worker thread of Node. It does not keep the process alive. */
export function startWorker(start: WorkerStart): StartedWorker {
  const worker = new Worker(workerSource, { eval: true, workerData: start, name: `handgrad ${start.thread}` });
  worker.unref();
  return { terminate: () => void worker.terminate() };
}

/** Processors that this process may use. */
export function processors(): number {
  return availableParallelism();
}
