import { HandgradError } from './error.js';

let refusal: string | null = null;

/** Runs `fn`; within, `checkHostAccess` throws with this reason. */
export function withoutHostAccess<T>(reason: string, fn: () => T): T {
  const before = refusal;
  refusal = reason;
  try {
    return fn();
  } finally {
    refusal = before;
  }
}

/**
 * Called before values of a tensor that exists cross between host and device: where a step is being recorded nothing has run yet.
 * @throws {HandgradError} within `withoutHostAccess`.
 */
export function checkHostAccess(): void {
  if (refusal !== null) throw new HandgradError(refusal);
}
