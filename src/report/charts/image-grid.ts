import type { TopLevelSpec } from 'vega-lite';
import { rasterUrl } from '../raster-png.js';
import type { Raster } from '../raster.js';
import { chartConfig } from './theme.js';

/** A picture in a grid, and what stands below it. */
export interface GridCell {
  readonly raster: Raster;
  readonly caption?: string;
}

export interface ImageGrid {
  readonly title: string;
  readonly subtitle?: string | readonly string[];
  /** Row by row. */
  readonly cells: readonly GridCell[];
  readonly columns: number;
  /** What stands to the left of each row. */
  readonly rowTitles?: readonly string[];
  /** Side of a picture's pixel on the page; otherwise so that a picture is about 56 wide. */
  readonly scale?: number;
}

const GAP = 6;
const CAPTION = 16;
const USUAL_WIDTH = 56;
/** Of a letter of a row's title, on average. */
const LETTER = 6.2;

/** Small pictures in rows and columns, with a word below each: as large on the page as the first, however many pixels they have. */
export function imageGrid({ title, subtitle, cells, columns, rowTitles = [], scale }: ImageGrid): TopLevelSpec {
  const [{ raster: first }] = cells;
  const factor = scale ?? Math.max(1, Math.round(USUAL_WIDTH / first.width));
  const rows = Math.ceil(cells.length / columns);
  const caption = cells.some((cell) => cell.caption !== undefined) ? CAPTION : 0;
  const left = rowTitles.length === 0 ? 0 : GAP + Math.ceil(LETTER * Math.max(...rowTitles.map((text) => text.length)));
  const [stepX, stepY] = [first.width * factor + GAP, first.height * factor + GAP + caption];
  const place = (index: number) => ({ x: left + (index % columns) * stepX, y: Math.floor(index / columns) * stepY });
  const at = (field: 'x' | 'y') => ({ field, type: 'quantitative', scale: null, axis: null }) as const;
  const [x, y] = [at('x'), at('y')];
  return {
    title: { text: title, ...(subtitle !== undefined && { subtitle: [subtitle].flat() }) },
    width: left + Math.min(columns, cells.length) * stepX - GAP,
    height: rows * stepY - GAP,
    view: { stroke: null },
    layer: [
      {
        data: { values: cells.map(({ raster }, i) => ({ ...place(i), url: rasterUrl(raster) })) },
        mark: {
          type: 'image',
          width: stepX - GAP,
          height: stepY - GAP - caption,
          align: 'left',
          baseline: 'top',
          aria: false,
        },
        encoding: { x, y, url: { field: 'url', type: 'nominal' } },
      },
      {
        data: { values: captionPlaces(cells, place, stepX - GAP, stepY - GAP - caption) },
        mark: { type: 'text', baseline: 'top' },
        encoding: { x, y, text: { field: 'text' } },
      },
      {
        data: { values: rowTitles.map((text, row) => ({ x: 0, y: row * stepY + (stepY - GAP - caption) / 2, text })) },
        mark: { type: 'text', align: 'left', baseline: 'middle' },
        encoding: { x, y, text: { field: 'text' } },
      },
    ],
    config: chartConfig,
  };
}

function captionPlaces(
  cells: readonly GridCell[],
  place: (index: number) => { x: number; y: number },
  width: number,
  height: number,
) {
  return cells.flatMap(({ caption }, i) => {
    if (caption === undefined) return [];
    return { x: place(i).x + width / 2, y: place(i).y + height + 3, text: caption };
  });
}
