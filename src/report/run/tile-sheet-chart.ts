import type { TopLevelSpec } from 'vega-lite';
import { imageGrid } from '../charts/image-grid.js';
import { shadedRaster, type Raster, type Shading } from '../raster.js';
import type { Tile, TileSheet } from './tile.js';

/** Pixels of the picture between tiles, before it is enlarged. */
const GAP = 1;
/** A tile among others is about so wide on the page, one alone, and no sheet is wider. */
const TILE_WIDTH = 56;
const SINGLE_WIDTH = 500;
const SHEET_WIDTH = 940;

/** A sheet of tiles as one picture, in the colours of `shading`; `subtitle` says what they mean. */
export function tileSheetChart({ title, tiles, columns }: TileSheet, shading: Shading, subtitle: string): TopLevelSpec {
  const raster = sheetRaster(tiles, columns, shading);
  const wished = Math.ceil((tiles.length === 1 ? SINGLE_WIDTH : TILE_WIDTH) / tiles[0].width);
  const scale = Math.max(1, Math.min(wished, Math.floor(SHEET_WIDTH / raster.width)));
  return imageGrid({ title, subtitle, cells: [{ raster }], columns: 1, scale });
}

/** Tiles one by one, with their captions. */
export function captionedTilesChart(
  { title, tiles, columns }: TileSheet,
  shading: Shading,
  subtitle: string,
): TopLevelSpec {
  const cells = tiles.map(({ values, width, caption }) => ({ raster: shadedRaster(values, width, shading), caption }));
  return imageGrid({ title, subtitle, cells, columns });
}

/** All tiles in rows, what is between them clear. */
function sheetRaster(tiles: readonly Tile[], columns: number, shading: Shading): Raster {
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
