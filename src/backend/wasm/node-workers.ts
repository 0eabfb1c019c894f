import type { StartedWorker } from './worker-platform.js';
import type { WorkerStart } from './worker.js';
import { workerSource } from './worker.generated.js';

// Asked of the process and not imported: a bundle for browsers carries this file, too, and must not name Node's modules.
const { getBuiltinModule } = globalThis.process;

/** Starts a worker thread of Node. It does not keep the process alive. */
export function startWorker(start: WorkerStart): StartedWorker {
  const { Worker } = getBuiltinModule('node:worker_threads');
  const worker = new Worker(workerSource, { eval: true, workerData: start, name: `handgrad ${start.thread}` });
  worker.unref();
  return { terminate: () => void worker.terminate() };
}

/** Processors that this process may use. */
export function processors(): number {
  return getBuiltinModule('node:os').availableParallelism();
}
