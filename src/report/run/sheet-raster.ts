import { shadedRaster, type Raster, type Shading } from '../raster.js';
import type { Tile } from './tile.js';

/** Pixels of the picture between tiles, before it is enlarged. */
const GAP = 1;

/** All tiles in rows, what is between them clear. */
export function sheetRaster(tiles: readonly Tile[], columns: number, shading: Shading): Raster {
  const [{ height, width }] = tiles;
  const rows = Math.ceil(tiles.length / columns);
  const sheetWidth = columns * (width + GAP) - GAP;
  const values = new Float32Array(sheetWidth * (rows * (height + GAP) - GAP));
  const isTile = new Uint8Array(values.length);
  tiles.forEach((tile, i) => {
    const top = Math.floor(i / columns) * (height + GAP);
    const left = (i % columns) * (width + GAP);
    for (let row = 0; row < height; row++) {
      const begin = (top + row) * sheetWidth + left;
      values.set(tile.values.subarray(row * width, (row + 1) * width), begin);
      isTile.fill(1, begin, begin + width);
    }
  });
  const raster = shadedRaster(values, sheetWidth, shading);
  isTile.forEach((is, i) => {
    if (!is) raster.rgba[4 * i + 3] = 0;
  });
  return raster;
}
