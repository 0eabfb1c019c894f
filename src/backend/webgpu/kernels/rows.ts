import { linearDispatch, type Dispatch } from '../launch.js';

/** How kernels/row-reduction.wgsl shares rows among the threads of a workgroup. */
export interface RowSharing {
  readonly constants: { readonly LANES: number; readonly ROWS: number };
  readonly dispatch: Dispatch;
}

/** A lane should have about this many elements of its row: with fewer, the tree at the end costs more than the walk. */
const ELEMENTS_PER_LANE = 16;
/** Small workgroups, so that a batch of 128 short rows still spreads over the GPU. */
const THREADS = 64;
/** Long rows get the largest workgroup that every device has. */
const MOST_LANES = 256;

/** Threads for `rows` rows of `length` elements: the smallest power of two of lanes that keeps a lane's share small. */
export function shareRows(rows: number, length: number): RowSharing {
  let lanes = 1;
  while (lanes < MOST_LANES && lanes * ELEMENTS_PER_LANE < length) lanes *= 2;
  const rowsPerWorkgroup = Math.max(1, THREADS / lanes);
  return {
    constants: { LANES: lanes, ROWS: rowsPerWorkgroup },
    dispatch: linearDispatch(rows, rowsPerWorkgroup),
  };
}
