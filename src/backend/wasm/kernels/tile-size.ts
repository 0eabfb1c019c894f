/** Rows and vectors (four columns each) of a tile whose sums are kept in registers. */
export interface TileSize {
  readonly rows: number;
  readonly vectors: number;
}

/** Vector registers of the processors at hand; sums, a row of b and an element of a have to fit. */
const REGISTERS = 16;
const MOST_ROWS = 8;
const MOST_VECTORS = 4;

/**
 * The tile for `rows` x `vectors` sums that costs the fewest cycles by a simple model: a step of a tile takes two multiplications and
 * two additions a cycle, or two loads a cycle, whichever is more, and a bit for the loop. What is left at the edges is tiles too.
 */
export function chooseTileSize(rows: number, vectors: number): TileSize {
  let best: TileSize = { rows: 1, vectors: 1 };
  let least = Infinity;
  for (let v = 1; v <= Math.min(vectors, MOST_VECTORS); v++) {
    for (let r = 1; r <= Math.min(rows, MOST_ROWS); r++) {
      if (r * v + v + 1 > REGISTERS) continue;
      const cost = costOfAll(rows, vectors, { rows: r, vectors: v });
      if (cost < least) [best, least] = [{ rows: r, vectors: v }, cost];
    }
  }
  return best;
}

function costOfAll(rows: number, vectors: number, tile: TileSize): number {
  const [fullRows, restRows] = [Math.floor(rows / tile.rows), rows % tile.rows];
  const [fullVectors, restVectors] = [Math.floor(vectors / tile.vectors), vectors % tile.vectors];
  return (
    fullRows * fullVectors * costOf(tile.rows, tile.vectors) +
    (restRows && fullVectors * costOf(restRows, tile.vectors)) +
    (restVectors && fullRows * costOf(tile.rows, restVectors)) +
    (restRows && restVectors && costOf(restRows, restVectors))
  );
}

/** Cycles for a step of a tile. */
function costOf(rows: number, vectors: number): number {
  return Math.max((rows * vectors) / 2, (rows + vectors) / 2) + 0.5;
}
