import { encode } from 'fast-png';
import type { Raster } from './raster.js';

/** A picture as a PNG, with a table of its colours if a byte can number them: then a quarter is left to be packed. */
export function rasterPng({ width, height, rgba }: Raster): Uint8Array {
  const indexed = indexedColours(rgba);
  return encode({ width, height, depth: 8, ...(indexed ? { ...indexed, channels: 1 } : { data: rgba, channels: 4 }) });
}

/** A picture as a `data:` address, for an SVG or HTML file that needs nothing else. */
export function rasterUrl(raster: Raster): string {
  return `data:image/png;base64,${Buffer.from(rasterPng(raster)).toString('base64')}`;
}

const MOST_COLOURS = 256;

/** Each pixel's number in a table of colours [red, green, blue, opacity]; null where there are more than a byte can number. */
function indexedColours(rgba: Uint8Array): { data: Uint8Array; palette: number[][] } | null {
  // Four bytes, one pixel, are compared as one number.
  const pixels = new Uint32Array(rgba.slice().buffer);
  const numberOf = new Map<number, number>();
  const firstPixels: number[] = [];
  const found = new Uint8Array(pixels.length);
  for (let i = 0; i < pixels.length; i++) {
    let number = numberOf.get(pixels[i]);
    if (number === undefined) {
      number = firstPixels.push(i) - 1;
      if (number === MOST_COLOURS) return null;
      numberOf.set(pixels[i], number);
    }
    found[i] = number;
  }
  const colours = firstPixels.map((pixel, number) => ({
    number,
    colour: [...rgba.subarray(4 * pixel, 4 * pixel + 4)],
  }));
  // A PNG lists the opacities of the first colours only; the others are opaque.
  const table = colours.sort((a, b) => Number(a.colour[3] === 255) - Number(b.colour[3] === 255));
  const places = new Uint8Array(table.length);
  table.forEach(({ number }, place) => (places[number] = place));
  return { data: found.map((number) => places[number]), palette: table.map(({ colour }) => colour) };
}
