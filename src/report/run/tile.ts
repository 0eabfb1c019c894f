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

/** So many of the magnitudes lie within the scale: a few outliers must not make all others pale. */
const SHOWN_SHARE = 0.99;

/** Where a scale around zero ends: 99 % of the magnitudes of all values are not larger. */
export function scaleAroundZero(tiles: readonly Tile[]): number {
  const magnitudes = new Float32Array(tiles.reduce((count, { values }) => count + values.length, 0));
  let begin = 0;
  for (const { values } of tiles) {
    magnitudes.set(values.map(Math.abs), begin);
    begin += values.length;
  }
  magnitudes.sort();
  return magnitudes[Math.ceil(SHOWN_SHARE * magnitudes.length) - 1];
}
