import { chooseTileSize, timeOf, type TileSize } from './tile-size.js';

/** Two levels of the algorithm cut each axis into four pieces: 49 products of pieces instead of 64. */
export const PIECES = 4;
export const PRODUCTS = 49;

/** How a product is cut for Strassen's algorithm. All sizes in elements unless they say otherwise. */
export interface StrassenPlan {
  /** Groups of rows, each a product by itself: rows are only ever added to rows of their own group. */
  readonly groups: number;
  readonly pieceRows: number;
  /** Blocks of columns, and the vectors (of four columns) of a piece; then the vectors left over, which are computed directly. */
  readonly columnBlocks: number;
  readonly pieceVectors: number;
  readonly restVectors: number;
  /** Blocks of the depth, of `depth` in all, and the deepest piece of one. */
  readonly depthBlocks: number;
  readonly depth: number;
  readonly pieceDepth: number;
  /** Rows and vectors whose sums are kept in registers, of the products and of what is left over. */
  readonly tile: TileSize;
  readonly restTile: TileSize;
}

/** The rows of a piece that are tried: fewest, most, and the step between them. */
const PIECE_ROWS = { fewest: 10, most: 24, step: 2 };
/** Vectors of a piece at most: 49 packed pieces of b this wide are 6 MB. */
const MOST_PIECE_VECTORS = 40;
/** A panel of 16 columns this deep is 12.5 KiB, with the rows of a beside it half of a first-level cache. */
const DEEPEST_PIECE = 200;
/** Pieces of the depth are whole vectors, so a block of it is a multiple of this. */
export const DEPTH_UNIT = 4 * PIECES;

/** The plan for an m x k times k x n product of at least 96 x 16 times 16 x 16. `isFused`: whether there is fused multiply-add. */
export function planStrassen(m: number, n: number, k: number, isFused: boolean): StrassenPlan {
  const depth = k - (k % DEPTH_UNIT);
  const depthBlocks = Math.ceil(depth / PIECES / DEEPEST_PIECE);
  const division = divide(m, n, isFused);
  return {
    ...division,
    depthBlocks,
    depth,
    pieceDepth: 4 * Math.ceil(depth / DEPTH_UNIT / depthBlocks),
    tile: chooseTileSize(division.pieceRows, division.pieceVectors, isFused),
    restTile: chooseTileSize(PIECES * division.pieceRows, division.restVectors, isFused),
  };
}

type Division = Pick<StrassenPlan, 'groups' | 'pieceRows' | 'columnBlocks' | 'pieceVectors' | 'restVectors'>;

/** Rows and columns, divided so that the whole takes the least time by estimate. */
function divide(m: number, n: number, isFused: boolean): Division {
  const wholeVectors = Math.floor(n / 4);
  const widest = Math.min(MOST_PIECE_VECTORS, Math.floor(wholeVectors / PIECES));
  let best: Division | null = null;
  let leastTime = Infinity;
  for (let pieceRows = PIECE_ROWS.fewest; pieceRows <= PIECE_ROWS.most; pieceRows += PIECE_ROWS.step) {
    for (let pieceVectors = 1; pieceVectors <= widest; pieceVectors++) {
      const groups = Math.floor(m / (PIECES * pieceRows));
      const columnBlocks = Math.floor(wholeVectors / (PIECES * pieceVectors));
      const restVectors = Math.ceil(n / 4) - columnBlocks * PIECES * pieceVectors;
      const division = { groups, pieceRows, columnBlocks, pieceVectors, restVectors };
      const time = timeOfDivision(m, n, division, isFused);
      if (time < leastTime) [best, leastTime] = [division, time];
    }
  }
  return best!;
}

/** Time of adding up a row of a piece of a for its products, per element, in units of `timeOf`: measured, 0.06 of the time with n = 200. */
const SUM_TIME = 0.06;
/** Rows whose products take as long as fetching what they are multiplied with: groups of 8 take 4 % longer than groups of 24. */
const FETCH_ROWS = 0.5;
/** Rows that are left over pack all of b for themselves. */
const LEFT_OVER_PENALTY = 2;

/** An estimate, per step of the depth of a piece. One group more than there are: at the end some threads have none. */
function timeOfDivision(
  m: number,
  n: number,
  { groups, pieceRows, columnBlocks, pieceVectors, restVectors }: Division,
  isFused: boolean,
): number {
  const direct = (rows: number, vectors: number) =>
    rows * vectors === 0 ? 0 : timeOf(rows, vectors, chooseTileSize(rows, vectors, isFused), isFused);
  const products = PRODUCTS * direct(pieceRows, pieceVectors) * (1 + FETCH_ROWS / pieceRows);
  const sums = SUM_TIME * PIECES ** 2 * 4 * Math.ceil(pieceRows / 4);
  const rest = PIECES * direct(PIECES * pieceRows, restVectors);
  const rowsLeft = m - groups * PIECES * pieceRows;
  const timeOfRowsLeft = LEFT_OVER_PENALTY * PIECES * direct(rowsLeft, Math.ceil(n / 4));
  return (groups + 1) * (columnBlocks * (products + sums) + rest) + timeOfRowsLeft;
}
