import { HandgradError } from '../tensor/error.js';

/** From here on a pixel counts as ink. */
const INK = 128;

/**
 * A digit for the terminal, as the network sees it: a character is one pixel wide and two high, so 28 x 28 pixels
 * become 14 lines of
 * 28 characters. Ink is drawn in half blocks, fainter traces as shades.
 * `pixels`: [height, width] bytes, ink 255 on background 0. The lines have no colour and are joined by newlines.
 * @throws {HandgradError} when there are not height * width pixels.
 */
export function asciiDigit(pixels: Uint8Array, width = 28, height = pixels.length / width): string {
  if (pixels.length !== width * height || !Number.isInteger(height)) {
    throw new HandgradError(`asciiDigit: ${pixels.length} pixels, expected ${width} x ${height}`);
  }
  const lines: string[] = [];
  for (let row = 0; row < height; row += 2) {
    let line = '';
    for (let column = 0; column < width; column++) {
      const upper = pixels[row * width + column];
      const lower = row + 1 < height ? pixels[(row + 1) * width + column] : 0;
      line += character(upper, lower);
    }
    lines.push(line);
  }
  return lines.join('\n');
}

function character(upper: number, lower: number): string {
  if (upper >= INK && lower >= INK) return '█';
  if (upper >= INK) return '▀';
  if (lower >= INK) return '▄';
  const faint = Math.max(upper, lower);
  return faint >= INK / 2 ? '▒' : faint >= INK / 8 ? '░' : ' ';
}
