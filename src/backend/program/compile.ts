import type { Backend } from '../backend.js';
import { interpret } from './interpreter.js';
import type { Program, Replay } from './program.js';

/**
 * Makes a program ready to run on the backend that it was recorded for. The tensors that it works on stay in memory until it is
 * disposed of, and count as changed by every run, as they would by the launches themselves.
 */
export function compile(backend: Backend, program: Program): Replay {
  const replay = backend.compile?.(program) ?? interpret(backend, program);
  const external = program.buffers.filter((buffer) => buffer.role === 'external');
  for (const { storage } of external) storage.retain();
  return {
    run(steps, advance) {
      replay.run(steps, advance);
      if (steps > 0) for (const storage of program.changes) storage.version++;
    },
    dispose() {
      replay.dispose();
      for (const { storage } of external) storage.release();
    },
  };
}
