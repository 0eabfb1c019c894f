/** Grey and blur against what OpenCV 4.14.0 and 5.0.0 (opencv-python-headless) printed for the same pictures. */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { blur } from '../../src/data/preprocess/blur.js';
import { greyOf, greyOfColours } from '../../src/data/preprocess/grey.js';

describe("grey, as OpenCV's cvtColor(image, COLOR_RGB2GRAY) on bytes", () => {
  it.each([
    [255, 0, 0, 76],
    [0, 255, 0, 150],
    [0, 0, 255, 29],
    [255, 255, 0, 226],
    [0, 255, 255, 179],
    [255, 0, 255, 105],
    [127, 127, 127, 127],
    // Here rounding at 2^-14, as OpenCV does for other conversions, would give 64, 61, 176, 173, 106 and 136.
    [89, 24, 200, 63],
    [102, 8, 222, 60],
    [225, 175, 57, 177],
    [117, 215, 108, 174],
    [61, 149, 7, 107],
    [61, 197, 23, 137],
  ])('(%i, %i, %i) is %i', (red, green, blue, grey) => {
    expect(greyOf(red, green, blue)).toBe(grey);
  });

  it('is the same for each of the 2^24 colours', () => {
    const colours = new Uint8Array(3 * 2 ** 24);
    for (let colour = 0, at = 0; colour < 2 ** 24; colour++) {
      colours[at++] = colour >> 16;
      colours[at++] = (colour >> 8) & 255;
      colours[at++] = colour & 255;
    }
    expect(createHash('sha256').update(greyOfColours(colours)).digest('hex')).toBe(
      '6d4f6d7f4301c52d2672db66451b4a06a5502bef956dd81b577660f956f410ae',
    );
  });
});

describe("blur, as OpenCV's GaussianBlur(image, (5, 5), 0)", () => {
  // 5 rows of 7: no two borders alike, and every pixel is near one.
  const size = { height: 5, width: 7, channels: 1 };
  const image = Uint8Array.from({ length: 35 }, (_, i) => (i * 37) % 256);

  it('gives the same bytes for bytes', () => {
    expect(Array.from(blur(image, size))).toEqual(
      [
        [30, 44, 76, 113, 150, 183, 197],
        [31, 45, 77, 114, 151, 184, 198],
        [34, 48, 80, 117, 154, 186, 200],
        [36, 50, 83, 120, 157, 189, 203],
        [38, 51, 84, 121, 158, 190, 204],
      ].flat(),
    );
  });

  it('gives the same floats for bytes / 255, within the rounding of float32', () => {
    const firstRow = [
      0.11764706671237946, 0.1720588207244873, 0.29901963472366333, 0.4441176652908325, 0.5892156958580017,
      0.716176450252533, 0.770588219165802,
    ];
    const blurred = blur(
      Float32Array.from(image, (value) => value / 255),
      size,
    );
    firstRow.forEach((expected, x) => expect(Math.abs(blurred[x] - expected)).toBeLessThanOrEqual(2 ** -23));
  });
});
