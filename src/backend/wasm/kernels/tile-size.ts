/** Rows and vectors (four columns each) of a tile whose sums are kept in registers. */
export interface TileSize {
  readonly rows: number;
  readonly vectors: number;
}

/**
 * GFLOP/s of one core by rows and vectors of a tile, measured on a 240 x 384 x 240 product (docs/performance.md, "Tile sizes"). Those that
 * are missing were slower than what is here: with more sums V8 runs out of its 15 registers, with fewer there is too little to do per load.
 */
const speeds: readonly (TileSize & { readonly gigaflops: number })[] = [
  { rows: 4, vectors: 2, gigaflops: 37 },
  { rows: 6, vectors: 1, gigaflops: 31 },
  { rows: 2, vectors: 4, gigaflops: 29 },
];

/** What is left at an edge, and narrow products: an estimate, GFLOP/s that grow with the sums of a tile. Only the choice depends on it. */
const SLOWEST = 12;
const PER_SUM = 2.5;

/** The tile for `rows` x `vectors` sums that takes the least time, what is left at the edges included. */
export function chooseTileSize(rows: number, vectors: number): TileSize {
  const fitting = speeds.map((tile) => ({ rows: Math.min(tile.rows, rows), vectors: Math.min(tile.vectors, vectors) }));
  return fitting.reduce((best, tile) => (timeOf(rows, vectors, tile) < timeOf(rows, vectors, best) ? tile : best));
}

function timeOf(rows: number, vectors: number, tile: TileSize): number {
  const [fullRows, restRows] = [Math.floor(rows / tile.rows), rows % tile.rows];
  const [fullVectors, restVectors] = [Math.floor(vectors / tile.vectors), vectors % tile.vectors];
  return (
    fullRows * fullVectors * timeOfTile(tile.rows, tile.vectors) +
    (restRows && fullVectors * timeOfTile(restRows, tile.vectors)) +
    (restVectors && fullRows * timeOfTile(tile.rows, restVectors)) +
    (restRows && restVectors && timeOfTile(restRows, restVectors))
  );
}

function timeOfTile(rows: number, vectors: number): number {
  const measured = speeds.find((tile) => tile.rows === rows && tile.vectors === vectors);
  return (rows * vectors) / (measured?.gigaflops ?? SLOWEST + PER_SUM * rows * vectors);
}
