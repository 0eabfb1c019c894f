import { encode } from 'fast-png';
import type { Raster } from './raster.js';

/** A picture as a PNG. */
export function rasterPng({ width, height, rgba }: Raster): Uint8Array {
  return encode({ width, height, data: rgba, channels: 4, depth: 8 });
}

/** A picture as a `data:` address, for an SVG or HTML file that needs nothing else. */
export function rasterUrl(raster: Raster): string {
  return `data:image/png;base64,${Buffer.from(rasterPng(raster)).toString('base64')}`;
}
