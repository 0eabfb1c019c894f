import type { Shading } from '../raster.js';
import { scaleAroundZero, type Tile } from './tile.js';

/** How tiles are coloured, and the sentence that says so. */
export interface TileShading {
  readonly shading: Shading;
  readonly text: string;
}

/** For weights and gradients: blue below zero, orange above, one scale for all tiles. */
export function aroundZero(tiles: readonly Tile[]): TileShading {
  const end = scaleAroundZero(tiles) || 1;
  return {
    shading: { map: 'blueorange', domain: [-end, end] },
    text: `from blue (${number(-end)} and below) over white (0) to orange (${number(end)} and above)`,
  };
}

/** For amounts, such as what a layer puts out: from the least value of all tiles to the greatest; NaN counts for nothing. */
export function amounts(tiles: readonly Tile[]): TileShading {
  let [least, greatest] = [Infinity, -Infinity];
  for (const { values } of tiles) {
    for (const value of values) {
      if (value < least) least = value;
      if (value > greatest) greatest = value;
    }
  }
  return {
    shading: { map: 'viridis', domain: [least, greatest === least ? least + 1 : greatest] },
    text: `dark ${number(least)} to yellow ${number(greatest)}`,
  };
}

function number(value: number): string {
  return String(Number(value.toPrecision(2))).replace('-', '\u2212');
}
