import { colourMap, UNDEFINED_COLOUR, type ColourMapName } from './colour-maps.js';

/** A picture of pixels in colour. */
export interface Raster {
  readonly width: number;
  readonly height: number;
  /** [height, width, 4]: red, green, blue, opacity, 0 to 255 each. */
  readonly rgba: Uint8Array;
}

/** How numbers become colours. */
export interface Shading {
  readonly map: ColourMapName;
  /** The values at both ends of the colour map. */
  readonly domain: readonly [least: number, greatest: number];
}

/** Ink on a dark ground, as images of bytes are stored: 0 black, 255 white. */
export const GREY_LEVELS: Shading = { map: 'grey', domain: [0, 255] };

/**
 * Numbers as a picture, one pixel each; NaN has a grey of its own.
 * values: [height, width], row-major.
 */
export function shadedRaster(values: ArrayLike<number>, width: number, { map, domain }: Shading): Raster {
  const colour = colourMap(map);
  const [least, greatest] = domain;
  const rgba = new Uint8Array(4 * values.length);
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    const [red, green, blue] = Number.isNaN(value) ? UNDEFINED_COLOUR : colour((value - least) / (greatest - least));
    rgba[4 * i] = red;
    rgba[4 * i + 1] = green;
    rgba[4 * i + 2] = blue;
    rgba[4 * i + 3] = 255;
  }
  return { width, height: values.length / width, rgba };
}

/**
 * An image of bytes as it is: of one channel in shades of grey, of three in colour.
 * image: [height, width, channels].
 */
export function imageRaster(image: Uint8Array, width: number, channels: number): Raster {
  if (channels === 1) return shadedRaster(image, width, GREY_LEVELS);
  const rgba = new Uint8Array((4 * image.length) / channels).fill(255);
  for (let pixel = 0; pixel < image.length / channels; pixel++) {
    for (let channel = 0; channel < 3; channel++) rgba[4 * pixel + channel] = image[channels * pixel + channel];
  }
  return { width, height: image.length / channels / width, rgba };
}
