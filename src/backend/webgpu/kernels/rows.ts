import { linearDispatch, type Dispatch } from '../launch.js';
import type { KernelFile } from '../wgsl.generated.js';
import { laneExchange, type LaneExchange, type SubgroupLimits } from './lane-exchange.js';

/** How kernels/row-reduction.wgsl shares rows among the threads of a workgroup. */
export interface RowSharing {
  readonly constants: { readonly LANES: number; readonly ROWS: number } & LaneExchange['constants'];
  /** row-reduction.wgsl and the files that it calls. */
  readonly include: readonly KernelFile[];
  readonly dispatch: Dispatch;
}

/** A lane should have about this many elements of its row: with fewer, the tree at the end costs more than the walk. */
const ELEMENTS_PER_LANE = 16;
/** Small workgroups, so that a batch of 128 short rows still spreads over the GPU. */
const THREADS = 64;
/** Long rows get the largest workgroup that every device has. */
const MOST_LANES = 256;

/** Threads for `rows` rows of `length` elements: the smallest power of two of lanes that keeps a lane's share small. */
export function shareRows(rows: number, length: number, limits: SubgroupLimits): RowSharing {
  let lanes = 1;
  while (lanes < MOST_LANES && lanes * ELEMENTS_PER_LANE < length) lanes *= 2;
  const rowsPerWorkgroup = Math.max(1, THREADS / lanes);
  const exchange = laneExchange(lanes, limits);
  return {
    constants: { LANES: lanes, ROWS: rowsPerWorkgroup, ...exchange.constants },
    include: ['compensated-sum', ...exchange.include, 'row-reduction'],
    dispatch: linearDispatch(rows, rowsPerWorkgroup),
  };
}
