import type { KernelTable } from '../backend.js';
import { PerStep } from '../program/per-step.js';
import { prepareLaunches, type LaunchTarget } from '../program/prepare-launches.js';
import type { Program, Replay } from '../program/program.js';
import { CommandTaker } from './command-list.js';
import type { Launcher } from './launch.js';
import type { DeviceLauncher } from './launcher.js';

/** What a program is compiled for. */
export interface CompileTarget extends Omit<LaunchTarget, 'kernels'> {
  readonly launcher: DeviceLauncher;
  /** The kernels over a launcher. */
  readonly kernelsOver: (launcher: Launcher) => KernelTable;
}

/**
 * Makes pipelines and bind groups of a program once, so that a step only enqueues them. Launches whose attributes change from step
 * to step say their scalars anew.
 */
export function compileProgram({ launcher, kernelsOver, ...memory }: CompileTarget, program: Program): Replay {
  const taker = new CommandTaker(launcher);
  const prepared = prepareLaunches({ ...memory, kernels: kernelsOver(taker) }, program);
  prepared.beginStep();
  const lists = prepared.launches.map((launch) => taker.take(launch));
  const changing = program.launches.flatMap(({ attributes }, i) => (attributes instanceof PerStep ? [i] : []));
  return {
    run(steps, advance) {
      for (let step = 0; step < steps; step++) {
        prepared.beginStep();
        for (const i of changing) taker.update(lists[i], prepared.launches[i]);
        for (const list of lists) taker.enqueue(list);
        advance();
      }
    },
    dispose() {
      taker.dispose(lists);
      prepared.dispose();
    },
  };
}
