/** Rows and vectors (four columns each) of a tile whose sums are kept in registers. */
export interface TileSize {
  readonly rows: number;
  readonly vectors: number;
}

/** GFLOP/s of one core, with a multiplication and an addition and with both fused. */
interface MeasuredTile extends TileSize {
  readonly apart: number;
  readonly fused: number;
}

/**
 * GFLOP/s of one core by rows and vectors of a tile, measured on a 240 x 384 x 240 product (docs/performance.md, "Tile sizes"). Those that
 * are missing were slower than what is here: with more sums V8 runs out of its 15 registers, with fewer there is too little to do per load.
 * Fused, there is no product to keep in a register before it is added, and 3 x 3 fits.
 */
const measured: readonly MeasuredTile[] = [
  { rows: 4, vectors: 2, apart: 37, fused: 46 },
  { rows: 2, vectors: 4, apart: 29, fused: 49 },
  { rows: 3, vectors: 3, apart: 19, fused: 47 },
  { rows: 6, vectors: 1, apart: 31, fused: 36 },
];

/** What is left at an edge, and narrow products: an estimate, GFLOP/s that grow with the sums of a tile. Only the choice depends on it. */
const estimates = {
  apart: { slowest: 12, perSum: 2.5 },
  fused: { slowest: 13, perSum: 4 },
};

/**
 * The tile for `rows` x `vectors` sums that takes the least time, what is left at the edges included.
 * @param isFused whether the inner loop has fused multiply-add
 */
export function chooseTileSize(rows: number, vectors: number, isFused: boolean): TileSize {
  const timeWith = (tile: TileSize) => timeOf(rows, vectors, tile, isFused);
  const fitting = measured.map((tile) => ({
    rows: Math.min(tile.rows, rows),
    vectors: Math.min(tile.vectors, vectors),
  }));
  return fitting.reduce((best, tile) => (timeWith(tile) < timeWith(best) ? tile : best));
}

type Arithmetic = 'apart' | 'fused';

/** How long the sums of `rows` x `vectors` take, per step of the depth: in units that only compare. */
export function timeOf(rows: number, vectors: number, tile: TileSize, isFused: boolean): number {
  const arithmetic = isFused ? 'fused' : 'apart';
  const [fullRows, restRows] = [Math.floor(rows / tile.rows), rows % tile.rows];
  const [fullVectors, restVectors] = [Math.floor(vectors / tile.vectors), vectors % tile.vectors];
  const time = (tileRows: number, tileVectors: number) => timeOfTile(tileRows, tileVectors, arithmetic);
  return (
    fullRows * fullVectors * time(tile.rows, tile.vectors) +
    (restRows && fullVectors * time(restRows, tile.vectors)) +
    (restVectors && fullRows * time(tile.rows, restVectors)) +
    (restRows && restVectors && time(restRows, restVectors))
  );
}

function timeOfTile(rows: number, vectors: number, arithmetic: Arithmetic): number {
  const known = measured.find((tile) => tile.rows === rows && tile.vectors === vectors);
  const { slowest, perSum } = estimates[arithmetic];
  return (rows * vectors) / (known?.[arithmetic] ?? slowest + perSum * rows * vectors);
}
