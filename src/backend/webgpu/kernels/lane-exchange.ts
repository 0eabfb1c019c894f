import type { LauncherLimits } from '../launch.js';
import type { KernelFile } from '../wgsl.generated.js';

/** How threads that share a sum read each other's part of it: kernels/subgroup-exchange.wgsl, or no-exchange.wgsl. */
export interface LaneExchange {
  readonly constants: { readonly SUBGROUP_SIZE: number };
  readonly include: readonly KernelFile[];
}

export type SubgroupLimits = Pick<LauncherLimits, 'subgroupSize'>;

/** The exchange for `lanes` neighbouring threads: within subgroups, where the device has them and there is something to exchange. */
export function laneExchange(lanes: number, { subgroupSize }: SubgroupLimits): LaneExchange {
  if (lanes === 1 || subgroupSize === 1) return { constants: { SUBGROUP_SIZE: 1 }, include: ['no-exchange'] };
  return { constants: { SUBGROUP_SIZE: subgroupSize }, include: ['subgroup-exchange'] };
}
