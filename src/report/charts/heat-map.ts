import type { TopLevelSpec } from 'vega-lite';
import { colourRange } from '../colour-maps.js';
import { rasterUrl } from '../raster-png.js';
import { shadedRaster, type Shading } from '../raster.js';
import { chartConfig } from './theme.js';

/** A matrix in colours. */
export interface HeatMap {
  readonly title: string;
  readonly subtitle?: string | readonly string[];
  /** [height, width], row-major; NaN is grey. */
  readonly values: ArrayLike<number>;
  readonly width: number;
  readonly shading: Shading;
  readonly xTitle: string;
  readonly yTitle: string;
  /** What the colours mean, with its unit: stands over the colour bar. */
  readonly valueTitle: string;
  /** Least width of the picture on the page, in pixels; default 560. */
  readonly size?: number;
}

/**
 * A matrix of any size as one picture with axes and a colour bar: rows downwards, as images and matrices are printed. The
 * cells are pixels of a PNG, because as shapes of their own hundreds of thousands of them would be a file of megabytes.
 */
export function heatMap(map: HeatMap): TopLevelSpec {
  const { title, subtitle, values, width, shading, xTitle, yTitle, valueTitle, size = 560 } = map;
  const height = values.length / width;
  const raster = shadedRaster(values, width, shading);
  const axis = (field: 'x' | 'y', cells: number, axisTitle: string) =>
    ({
      field,
      type: 'quantitative',
      title: axisTitle,
      scale: { domain: field === 'x' ? [0, cells] : [cells, 0], nice: false },
      axis: { grid: false, tickMinStep: 1, format: 'd' },
    }) as const;
  return {
    title: { text: title, ...(subtitle !== undefined && { subtitle: [subtitle].flat() }) },
    width: size,
    height: (size * height) / width,
    layer: [
      {
        data: { values: [{ url: rasterUrl(raster) }] },
        mark: {
          type: 'image',
          width: size,
          height: (size * height) / width,
          align: 'left',
          baseline: 'top',
          aria: false,
        },
        encoding: { x: { value: 0 }, y: { value: 0 }, url: { field: 'url', type: 'nominal' } },
      },
      {
        // Nothing to see: the axes and the colour bar belong to it.
        data: { values: [{ x: 0, y: 0, value: shading.domain[0] }] },
        mark: { type: 'point', opacity: 0, aria: false },
        encoding: {
          x: axis('x', width, xTitle),
          y: axis('y', height, yTitle),
          color: {
            field: 'value',
            type: 'quantitative',
            scale: { domain: [...shading.domain], ...colourRange(shading.map) },
            legend: { title: valueTitle, gradientLength: Math.min(240, size), gradientThickness: 14 },
          },
        },
      },
    ],
    config: chartConfig,
  };
}
