import { isNode } from '../is-node.js';
import type { WorkerStart } from './worker.js';

/** A worker that can be ended. */
export interface StartedWorker {
  terminate(): void;
}

/** How threads are had in this place. */
export interface WorkerPlatform {
  startWorker(start: WorkerStart): StartedWorker;
  /** Processors that this process may use. */
  processors(): number;
}

/** Node's worker threads, or a browser's workers. */
export function workerPlatform(): Promise<WorkerPlatform> {
  return isNode() ? import('./node-workers.js') : import('./web-workers.js');
}
