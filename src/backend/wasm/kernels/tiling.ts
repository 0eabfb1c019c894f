/** A run of equal tiles along one axis: `count` of them, each `size` wide, the first at `from`. */
export interface Tiling {
  readonly from: number;
  readonly size: number;
  readonly count: number;
}

/** The full tiles of an axis, then what is left as one smaller tile. */
export function tilings(length: number, size: number): Tiling[] {
  const full = Math.floor(length / size);
  const rest = length - full * size;
  return [
    { from: 0, size, count: full },
    { from: full * size, size: rest, count: 1 },
  ].filter((tiling) => tiling.count > 0 && tiling.size > 0);
}

/** Columns of the last vector of a tiling of vectors that exist, of `columns` in all: 4 or fewer. */
export function lanesOfLast({ from, size, count }: Tiling, columns: number): number {
  return Math.min(4, columns - 4 * (from + size * count - 1));
}
