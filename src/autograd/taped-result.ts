import type { Tensor } from '../tensor/tensor.js';

/** Sees a result that is about to go on the tape; what it returns goes there instead. */
export type ResultHook = (result: Tensor) => Tensor;

let hook: ResultHook | null = null;

/** Runs `fn`, with `hook` seeing every result on its way to the tape: to count them, or to nudge one. */
export function withResultHook<T>(seen: ResultHook, fn: () => T): T {
  const before = hook;
  hook = seen;
  try {
    return fn();
  } finally {
    hook = before;
  }
}

/** A result as it goes on the tape: itself, unless somebody is looking on. */
export function tapedResult(result: Tensor): Tensor {
  return hook === null ? result : hook(result);
}
