import type { Backend } from '../backend.js';
import { prepareLaunches } from './prepare-launches.js';
import type { Program, Replay } from './program.js';

/** Replays a program launch by launch, on any backend: all operands are prepared, so that a step does nothing but call kernels. */
export function interpret(backend: Backend, program: Program): Replay {
  const { launches, beginStep, dispose } = prepareLaunches(backend, program);
  return {
    run(steps, advance) {
      for (let step = 0; step < steps; step++) {
        beginStep();
        for (const launch of launches) launch();
        advance();
      }
    },
    dispose,
  };
}
