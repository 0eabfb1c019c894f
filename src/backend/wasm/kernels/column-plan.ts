import { isWorthThreads } from '../launch.js';

/** How [outer, length, inner] is walked to be reduced to [outer, inner]. Depends on the shape alone, never on the threads. */
export interface ColumnPlan {
  readonly outer: number;
  readonly length: number;
  readonly inner: number;
  /** So many rows are seen as one, to fill whole vectors; in the end so many results become one. */
  readonly fold: number;
  /** Such rows in `length`. */
  readonly rows: number;
  readonly rowBytes: number;
  /** Elements of the last, incomplete one. */
  readonly tail: number;
  /** Vectors in a row, and in a group of them. */
  readonly vectors: number;
  readonly groups: number;
  readonly groupVectors: number;
  /** Parts of the rows, reduced separately and then merged in order. */
  readonly parts: number;
  readonly rowsPerPart: number;
}

/** From this width on, a last vector that is not full costs little. */
const WIDE = 64;
/** Vectors of a row that one thread walks at a time when rows are few. */
const GROUP_VECTORS = 64;
/** Independent pieces of work that keep all threads busy: where there are fewer, rows are split into parts. */
const ENOUGH_PIECES = 16;
/** Where parts are made, so many in all, but with no fewer rows than that. */
const PIECES_WITH_PARTS = 32;
const LEAST_ROWS = 64;

export function planColumns(outer: number, length: number, inner: number): ColumnPlan {
  const fold = rowsAsOne(length, inner);
  const rows = Math.floor(length / fold);
  const vectors = Math.ceil((fold * inner) / 4);
  const mayShare = isWorthThreads(outer * length * inner);
  const mostParts = mayShare ? Math.max(1, Math.floor(rows / LEAST_ROWS)) : 1;
  const isGrouped = mayShare && fold === 1 && outer * mostParts < ENOUGH_PIECES && vectors > GROUP_VECTORS;
  const groups = isGrouped ? Math.ceil(vectors / GROUP_VECTORS) : 1;
  const pieces = outer * groups;
  const parts = pieces < ENOUGH_PIECES ? Math.min(Math.ceil(PIECES_WITH_PARTS / pieces), mostParts) : 1;
  const rowsPerPart = Math.ceil(rows / parts);
  return {
    outer,
    length,
    inner,
    fold,
    rows,
    rowBytes: 4 * fold * inner,
    tail: (length % fold) * inner,
    vectors,
    groups,
    groupVectors: isGrouped ? GROUP_VECTORS : vectors,
    parts: Math.max(1, Math.ceil(rows / Math.max(1, rowsPerPart))),
    rowsPerPart,
  };
}

function rowsAsOne(length: number, inner: number): number {
  // Four vectors at a time, where a row is long enough for their results to be no burden.
  if (inner === 1) return length >= 256 ? 16 : 4;
  if (inner >= WIDE || inner % 4 === 0) return 1;
  return inner % 2 === 0 ? 2 : 4;
}
