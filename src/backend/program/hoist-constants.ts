import type { Storage } from '../../tensor/lifetime.js';
import { PerStep } from './per-step.js';
import type { LaunchDraft } from './recorder.js';

/** A step's launches, apart from those that compute the same in every step. */
export interface HoistedLaunches {
  readonly setup: readonly LaunchDraft[];
  readonly launches: readonly LaunchDraft[];
}

/**
 * Finds what need not be computed in every step: launches that read nothing but constants, whatever else writes their outputs
 * being of the same kind. Numbers beside tensors (`x.mul(2)`) are the most frequent ones.
 */
export function hoistConstants(
  launches: readonly LaunchDraft[],
  isExternal: (storage: Storage) => boolean,
): HoistedLaunches {
  const varying = new Set<Storage>();
  const varies = (launch: LaunchDraft) =>
    launch.attributes instanceof PerStep ||
    [...launch.inputs, ...launch.outputs].some(
      (operand) => operand && (isExternal(operand.storage) || varying.has(operand.storage)),
    );
  // A later launch may change in place what an earlier one has read: repeated until nothing new is found to vary.
  for (let known = -1; known !== varying.size;) {
    known = varying.size;
    for (const launch of launches) {
      if (!varies(launch)) continue;
      for (const output of launch.outputs) if (output) varying.add(output.storage);
    }
  }
  return {
    setup: launches.filter((launch) => !varies(launch)),
    launches: launches.filter(varies),
  };
}
