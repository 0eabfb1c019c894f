import type { StartedWorker } from './worker-platform.js';
import { workerSource } from './worker.generated.js';
import type { WorkerStart } from './worker.js';

/** Starts a worker of the browser. */
export function startWorker(start: WorkerStart): StartedWorker {
  const address = URL.createObjectURL(new Blob([workerSource], { type: 'text/javascript' }));
  const worker = new Worker(address, { name: `handgrad ${start.thread}` });
  worker.postMessage(start);
  URL.revokeObjectURL(address);
  return worker;
}

/** Processors that the browser reports; one where it does not tell, or has no workers. */
export function processors(): number {
  const { Worker, navigator } = globalThis as Partial<typeof globalThis>;
  return (Worker && navigator?.hardwareConcurrency) || 1;
}
