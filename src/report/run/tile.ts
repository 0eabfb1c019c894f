/** A small picture of numbers: weights of a neuron, a feature map. */
export interface Tile {
  readonly height: number;
  readonly width: number;
  /** [height, width] */
  readonly values: Float32Array;
  /** Above it; may be empty. */
  readonly caption: string;
}

/** Tiles that are looked at together, in rows. */
export interface TileSheet {
  /** What the tiles are: `dense: weights of 200 neurons`. */
  readonly title: string;
  readonly tiles: readonly Tile[];
  /** Tiles in a row. */
  readonly columns: number;
}

/** The largest magnitude of all values: where a scale around zero ends. */
export function largestMagnitude(tiles: readonly Tile[]): number {
  let largest = 0;
  for (const { values } of tiles) {
    for (const value of values) largest = Math.max(largest, Math.abs(value));
  }
  return largest;
}
