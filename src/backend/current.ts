import type { Backend } from './backend.js';
import { referenceBackend } from './reference/reference-backend.js';

let current: Backend | null = null;

/** The backend on which tensors are made when none is named: the last one set, or else the reference backend. */
export function currentBackend(): Backend {
  current ??= referenceBackend();
  return current;
}

/** Chooses where tensors are made from now on. Those that exist stay where they are. */
export function setBackend(backend: Backend): void {
  current = backend;
}
