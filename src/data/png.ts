import { decode, type DecodedPng } from 'fast-png';
import { HandgradError } from '../tensor/error.js';
import { greyOf } from './preprocess/grey.js';

/** A picture in shades of grey, 0 black to 255 white. */
export interface GreyImage {
  /** In pixels. */
  readonly width: number;
  /** In pixels. */
  readonly height: number;
  /** [height, width] */
  readonly pixels: Uint8Array;
  /** What the file held: 'grey', 'grey with alpha', 'RGB', 'RGBA', 'palette'. */
  readonly colours: string;
}

/** Larger pictures are refused before they are unpacked: 64 million pixels, a quarter of a gigabyte as RGBA. */
const MOST_PIXELS = 64 * 2 ** 20;
const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const COLOURS: Record<number, string> = { 0: 'grey', 2: 'RGB', 3: 'palette', 4: 'grey with alpha', 6: 'RGBA' };

/** A picture in colour. */
export interface RgbImage {
  /** For messages: its file. */
  readonly name: string;
  /** In pixels. */
  readonly width: number;
  /** In pixels. */
  readonly height: number;
  /** [height, width, 3], red, green and blue from 0 to 255. */
  readonly pixels: Uint8Array;
}

/**
 * Decodes a PNG of at most 8 bits a channel to grey, as OpenCV weighs the colours; what is transparent lies on white.
 * `file` is for messages.
 * @throws {HandgradError} when the bytes are no PNG, empty, damaged, of 16 bits a channel, or of more than 64 million
 *   pixels.
 */
export function decodePngToGrey(bytes: Uint8Array, file: string): GreyImage {
  const { png, colours } = decodePng(bytes, file);
  const pixels = new Uint8Array(png.width * png.height);
  let at = 0;
  forEachColour(png, file, (red, green, blue) => (pixels[at++] = greyOf(red, green, blue)));
  return { width: png.width, height: png.height, pixels, colours };
}

/**
 * Decodes a PNG of at most 8 bits a channel to colours; what is transparent lies on white. `file` is for messages.
 * @throws {HandgradError} as `decodePngToGrey`.
 */
export function decodePngToRgb(bytes: Uint8Array, file: string): RgbImage {
  const { png, colours } = decodePng(bytes, file);
  const { width, height } = png;
  if (colours === 'RGB' && png.transparency === undefined) {
    return { name: file, width, height, pixels: png.data as Uint8Array };
  }
  const pixels = new Uint8Array(width * height * 3);
  let at = 0;
  forEachColour(png, file, (red, green, blue) => {
    pixels[at++] = red;
    pixels[at++] = green;
    pixels[at++] = blue;
  });
  return { name: file, width, height, pixels };
}

function decodePng(bytes: Uint8Array, file: string): { png: DecodedPng; colours: string } {
  const colours = checkHeader(bytes, file);
  try {
    return { png: decode(bytes, { checkCrc: true }), colours };
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/:$/, '') : String(error);
    throw new HandgradError(`png: ${file} is damaged (${reason}); save the picture again`, { cause: error });
  }
}

/** Visits the pixels row by row, each on white where it is transparent. */
function forEachColour(png: DecodedPng, file: string, visit: (red: number, green: number, blue: number) => void): void {
  const colourAt = colourReader(png, file);
  for (let row = 0; row < png.height; row++) {
    for (let column = 0; column < png.width; column++) {
      const [red, green, blue, alpha] = colourAt(row, column);
      visit(onWhite(red, alpha), onWhite(green, alpha), onWhite(blue, alpha));
    }
  }
}

function onWhite(value: number, alpha: number): number {
  return Math.round((value * alpha + 255 * (255 - alpha)) / 255);
}

type Colour = readonly [red: number, green: number, blue: number, alpha: number];

/** How the colour of a pixel is read, each channel 0 to 255. */
function colourReader(png: DecodedPng, file: string): (row: number, column: number) => Colour {
  const { width, channels, depth, data, palette } = png;
  const sample = sampleReader(png);
  if (palette !== undefined && channels === 1) {
    return (row, column) => {
      const index = sample(row, column);
      const entry = palette[index];
      if (entry === undefined) {
        throw new HandgradError(
          `png: ${file} is damaged (colour ${index} of a palette of ${palette.length}); save the picture again`,
        );
      }
      return [entry[0], entry[1], entry[2], entry[3] ?? 255];
    };
  }
  // One colour may stand for "transparent" in pictures without an alpha channel.
  const clear = png.transparency?.length === (channels === 3 ? 3 : 1) ? png.transparency : undefined;
  if (channels === 1) {
    const toByte = 255 / (2 ** depth - 1);
    return (row, column) => {
      const value = sample(row, column);
      const shade = value * toByte;
      return [shade, shade, shade, value === clear?.[0] ? 0 : 255];
    };
  }
  return (row, column) => {
    const at = (row * width + column) * channels;
    if (channels === 2) return [data[at], data[at], data[at], data[at + 1]];
    const [red, green, blue] = [data[at], data[at + 1], data[at + 2]];
    if (channels === 4) return [red, green, blue, data[at + 3]];
    return [red, green, blue, red === clear?.[0] && green === clear[1] && blue === clear[2] ? 0 : 255];
  };
}

/**
 * How a pixel of one channel is read: below 8 bits several share a byte, the first in the highest bits, each row from a
 * new byte.
 */
function sampleReader({ width, depth, data }: DecodedPng): (row: number, column: number) => number {
  if (depth === 8) return (row, column) => data[row * width + column];
  const bytesPerRow = Math.ceil((width * depth) / 8);
  const perByte = 8 / depth;
  return (row, column) => {
    const byte = data[row * bytesPerRow + Math.floor(column / perByte)];
    return (byte >> (8 - depth * ((column % perByte) + 1))) & (2 ** depth - 1);
  };
}

/** Refuses what can be refused from the first 29 bytes; returns the name of the colour type. */
function checkHeader(bytes: Uint8Array, file: string): string {
  if (bytes.length === 0) throw new HandgradError(`png: ${file} is empty (0 bytes), expected a PNG picture`);
  if (!SIGNATURE.every((byte, i) => bytes[i] === byte)) {
    throw new HandgradError(
      `png: ${file} is no PNG (it does not begin with PNG's signature); convert the picture to PNG`,
    );
  }
  if (bytes.length < 29)
    throw new HandgradError(`png: ${file} is damaged (it ends inside the header); save the picture again`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [width, height] = [view.getUint32(16), view.getUint32(20)];
  const [depth, colourType, interlaced] = [bytes[24], bytes[25], bytes[28]];
  if (width === 0 || height === 0)
    throw new HandgradError(`png: ${file} is ${width} x ${height} pixels, expected at least 1 x 1`);
  if (width * height > MOST_PIXELS) {
    throw new HandgradError(`png: ${file} is ${width} x ${height} pixels, more than 64 million; make it smaller`);
  }
  if (depth === 16) throw new HandgradError(`png: ${file} has 16 bits a channel, expected 8; convert it to 8 bit`);
  if (interlaced !== 0 && depth < 8) {
    throw new HandgradError(
      `png: ${file} is interlaced with ${depth} bits a pixel; save it without interlacing or with 8 bit`,
    );
  }
  return COLOURS[colourType] ?? `colour type ${colourType}`;
}
