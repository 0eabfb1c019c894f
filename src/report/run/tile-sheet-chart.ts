import type { TopLevelSpec } from 'vega-lite';
import { imageGrid } from '../charts/image-grid.js';
import { shadedRaster, type Shading } from '../raster.js';
import { sheetRaster } from './sheet-raster.js';
import type { TileSheet } from './tile.js';

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
