import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { encode, type ImageData } from 'fast-png';
import { describe, expect, it } from 'vitest';
import { asciiDigit } from '../../src/data/ascii-digit.js';
import { imageAt, labelledTest } from '../../src/data/dataset.js';
import { loadDigitData } from '../../src/data/load.js';
import { decodePngToGrey, type GreyImage } from '../../src/data/png.js';
import { prepareDigit } from '../../src/data/prepare-digit.js';
import { resizeByArea } from '../../src/data/resize.js';
import { readDigit, readImageFolder } from '../../src/data/image-folder.js';
import { drawDigit } from '../../src/data/synthetic/digits.js';
import { temporaryFolders } from './data-fixtures.js';

const folder = temporaryFolders();
const png = (fields: Partial<ImageData> & Pick<ImageData, 'width' | 'height'>, bytes: number[]): Uint8Array =>
  encode({ depth: 8, channels: 1, ...fields, data: Uint8Array.from(bytes) });

/** A white sheet with a black rectangle on it, or another paper and ink. */
function sheet(width: number, height: number, box: [number, number, number, number], ink = 0, paper = 255): GreyImage {
  const [left, top, boxWidth, boxHeight] = box;
  const pixels = new Uint8Array(width * height).fill(paper);
  for (let row = top; row < top + boxHeight; row++) pixels.fill(ink, row * width + left, row * width + left + boxWidth);
  return { width, height, pixels, colours: 'grey' };
}

const pngOf = ({ width, height, pixels }: GreyImage): Uint8Array => png({ width, height }, Array.from(pixels));

describe('decodePngToGrey', () => {
  it('weighs colours as OpenCV does: pure red, green and blue become 76, 150 and 29', () => {
    const bytes = png({ width: 4, height: 1, channels: 3 }, [255, 0, 0, 0, 255, 0, 0, 0, 255, 90, 90, 90]);
    expect(decodePngToGrey(bytes, 'f')).toEqual({
      width: 4,
      height: 1,
      pixels: Uint8Array.of(76, 150, 29, 90),
      colours: 'RGB',
    });
  });

  it('lays what is transparent on white', () => {
    const rgba = png({ width: 3, height: 1, channels: 4 }, [0, 0, 0, 0, 0, 0, 0, 255, 0, 0, 0, 51]);
    expect(Array.from(decodePngToGrey(rgba, 'f').pixels)).toEqual([255, 0, 204]);
    const greyAlpha = png({ width: 2, height: 1, channels: 2 }, [100, 255, 100, 0]);
    expect(Array.from(decodePngToGrey(greyAlpha, 'f').pixels)).toEqual([100, 255]);
  });

  it('looks colours up in a palette, transparent ones too', () => {
    const palette = [
      [255, 0, 0, 0],
      [0, 255, 0, 255],
      [0, 0, 0, 255],
    ];
    const bytes = png({ width: 4, height: 1, palette }, [2, 1, 0, 2]);
    expect(decodePngToGrey(bytes, 'f')).toEqual({
      width: 4,
      height: 1,
      pixels: Uint8Array.of(0, 150, 255, 0),
      colours: 'palette',
    });
  });

  it('unpacks pixels of fewer than 8 bits, each row from a new byte', () => {
    const bits = png({ width: 3, height: 2, depth: 1 }, [0b10100000, 0b01000000]);
    expect(Array.from(decodePngToGrey(bits, 'f').pixels)).toEqual([255, 0, 255, 0, 255, 0]);
    const nibbles = png({ width: 3, height: 1, depth: 4 }, [0x0f, 0x50]);
    expect(Array.from(decodePngToGrey(nibbles, 'f').pixels)).toEqual([0, 255, 85]);
  });

  it('reads interlaced pictures', () => {
    const { width, height, pixels } = sheet(13, 9, [3, 2, 5, 4]);
    const bytes = encode({ width, height, data: pixels, depth: 8, channels: 1 }, { interlace: 'Adam7' });
    expect(decodePngToGrey(bytes, 'f').pixels).toEqual(pixels);
  });
});

describe('decodePngToGrey refuses with one line that names the file', () => {
  const bytes = pngOf(sheet(20, 20, [5, 5, 4, 9]));
  const patched = (at: number, value: number): Uint8Array => bytes.map((byte, i) => (i === at ? value : byte));
  const sixteen = encode({ width: 2, height: 1, depth: 16, channels: 1, data: Uint16Array.of(1, 2) });
  const wide = bytes.slice();
  new DataView(wide.buffer).setUint32(16, 100_000);
  new DataView(wide.buffer).setUint32(20, 100_000);

  it.each([
    ['an empty file', new Uint8Array(0), 'png: f is empty (0 bytes), expected a PNG picture'],
    [
      'a file that is no PNG',
      Uint8Array.from([0xff, 0xd8, 0xff, 0xe0]),
      "png: f is no PNG (it does not begin with PNG's signature); convert the picture to PNG",
    ],
    ['16 bits a channel', sixteen, 'png: f has 16 bits a channel, expected 8; convert it to 8 bit'],
    [
      'nothing but a signature',
      bytes.slice(0, 8),
      'png: f is damaged (it ends inside the header); save the picture again',
    ],
    ['a truncated file', bytes.slice(0, -20), /^png: f is damaged \(.+\); save the picture again$/],
    ['a changed byte in the data', patched(50, bytes[50] ^ 0xff), /^png: f is damaged \(.+\); save the picture again$/],
    [
      'a changed byte in the header',
      patched(19, 21),
      /^png: f is damaged \(CRC mismatch for chunk IHDR.+\); save the picture again$/,
    ],
    ['no width', patched(19, 0), 'png: f is 0 x 20 pixels, expected at least 1 x 1'],
    ['more pixels than can be', wide, 'png: f is 100000 x 100000 pixels, more than 64 million; make it smaller'],
    [
      'interlacing with less than 8 bits',
      patched(24, 4).map((byte, i) => (i === 28 ? 1 : byte)),
      'png: f is interlaced with 4 bits a pixel; save it without interlacing or with 8 bit',
    ],
    [
      'a colour that its palette does not have',
      png({ width: 2, height: 1, palette: [[0, 0, 0]] }, [0, 7]),
      'png: f is damaged (colour 7 of a palette of 1); save the picture again',
    ],
  ])('%s', (_, wrong, message) => {
    expect(() => decodePngToGrey(wrong, 'f')).toThrow(message);
  });
});

describe('resizeByArea', () => {
  it('averages what a new pixel covers, by shares where it covers a part', () => {
    expect(Array.from(resizeByArea(Float64Array.of(1, 2, 3, 4, 5, 6), 3, 2, 1, 1))).toEqual([3.5]);
    // Three pixels to two: the middle one goes half to each.
    const [left, right] = resizeByArea(Float64Array.of(6, 12, 0), 3, 1, 2, 1);
    expect(left).toBeCloseTo(8, 12);
    expect(right).toBeCloseTo(4, 12);
  });

  it('keeps the mean whatever the sizes', () => {
    const values = Float64Array.from({ length: 7 * 11 }, (_, i) => (i * 37) % 101);
    const mean = (array: Float64Array) => array.reduce((sum, value) => sum + value, 0) / array.length;
    for (const [width, height] of [
      [3, 5],
      [7, 11],
      [20, 13],
    ]) {
      expect(mean(resizeByArea(values, 7, 11, width, height))).toBeCloseTo(mean(values), 10);
    }
  });
});

describe('prepareDigit', () => {
  it('dark ink on light paper and light ink on dark paper give the same digit', () => {
    const dark = prepareDigit(sheet(100, 80, [40, 10, 12, 60]), 'f');
    const light = prepareDigit(sheet(100, 80, [40, 10, 12, 60], 255, 0), 'f');
    expect(dark.pixels).toEqual(light.pixels);
    expect(dark.steps).toContain('inverted (dark ink on light paper)');
    expect(light.steps).not.toContain('inverted (dark ink on light paper)');
  });

  it('grey ink on grey paper comes out as white on black', () => {
    const { pixels } = prepareDigit(sheet(100, 80, [40, 10, 12, 60], 70, 150), 'f');
    expect(pixels).toEqual(prepareDigit(sheet(100, 80, [40, 10, 12, 60]), 'f').pixels);
  });

  it('fits the ink into 20 x 20 with its proportions, in the middle, and says so', () => {
    const { pixels, steps } = prepareDigit(sheet(100, 80, [70, 10, 12, 60]), 'f');
    // 12 x 60 becomes 4 x 20.
    expect(pixels).toEqual(sheet(28, 28, [12, 4, 4, 20], 255, 0).pixels);
    expect(steps).toEqual([
      'read 100 x 80 grey',
      'inverted (dark ink on light paper)',
      'cut out 12 x 60, resized to 4 x 20',
      'centred by mass (moved 0 right, 0 down)',
    ]);
  });

  it('does not depend on where on the sheet the digit is, nor on the size of the sheet', () => {
    const { pixels } = prepareDigit(sheet(100, 80, [70, 10, 12, 60]), 'f');
    expect(prepareDigit(sheet(300, 200, [0, 140, 12, 60]), 'f').pixels).toEqual(pixels);
  });

  it('a thin pen in a large picture still comes out white', () => {
    const { pixels } = prepareDigit(sheet(1000, 1000, [500, 100, 3, 800]), 'f');
    expect(Math.max(...pixels)).toBe(255);
  });

  it('grain in the paper does not count as ink', () => {
    const clean = sheet(60, 60, [20, 10, 10, 40]);
    const grain = {
      ...clean,
      pixels: clean.pixels.map((value, i) => (value === 255 ? 255 - ((i * 7919) % 30) : value)),
    };
    expect(prepareDigit(grain, 'f').steps[2]).toBe('cut out 10 x 40, resized to 5 x 20');
  });

  it('leaves a digit that is already as in MNIST exactly as it is, also printed black on white', () => {
    for (let index = 0; index < 50; index++) {
      const { pixels } = drawDigit(1, 'test', index);
      const white = Math.max(...pixels);
      const image = { width: 28, height: 28, pixels, colours: 'grey' };
      const printed = { ...image, pixels: pixels.map((value) => 255 - value) };
      const asInMnist = pixels.map((value) => Math.round((255 * value) / white));
      expect(prepareDigit(image, 'f')).toEqual({
        pixels: asInMnist,
        steps: ['read 28 x 28 grey', 'kept as it is (already 28 x 28, fitted and centred)'],
      });
      expect(prepareDigit(printed, 'f').pixels).toEqual(asInMnist);
    }
  });

  it.each([
    ['an empty sheet', sheet(50, 50, [0, 0, 0, 0]), 'picture: f shows no digit: its greys go from 255 to 255'],
    [
      'hardly any contrast',
      sheet(50, 50, [10, 10, 9, 9], 230),
      'its greys go from 230 to 255, expected a difference of at least 32',
    ],
    ['a single pixel', sheet(1, 1, [0, 0, 1, 1]), 'picture: f shows no digit: its greys go from 0 to 0'],
  ])('%s is refused', (_, image, message) => {
    expect(() => prepareDigit(image, 'f')).toThrow(message);
  });
});

const shared = join(dirname(fileURLToPath(import.meta.url)), '../../../shared/datasets');

describe.skipIf(!existsSync(join(shared, 'mnist')))(
  'prepareDigit on MNIST (skipped where ../shared/datasets/mnist is absent)',
  () => {
    it('changes no pixel of the first 1,000 test images by more than the stretch to full white', async () => {
      const test = labelledTest(await loadDigitData({ data: shared, env: {} }));
      for (let i = 0; i < 1000; i++) {
        const pixels = imageAt(test, i);
        const prepared = prepareDigit({ width: 28, height: 28, pixels, colours: 'grey' }, `image ${i}`);
        expect(prepared.steps.at(-1)).toBe('kept as it is (already 28 x 28, fitted and centred)');
        const largest = pixels.reduce((most, value, at) => Math.max(most, Math.abs(value - prepared.pixels[at])), 0);
        expect(largest).toBeLessThanOrEqual(1);
      }
    });
  },
);

describe('readImageFolder', () => {
  const digit = (label: number) => pngOf(sheet(30 + label, 40, [10, 5, 6 + label, 30]));

  it('reads <label>.png and <label>/<name>.png, by label and then by name', async () => {
    const at = await folder({
      '7.png': digit(7),
      '3/b.PNG': digit(3),
      '3/a.png': digit(4),
      '.hidden.png': 'x',
      'notes.txt': 'x',
      'more/readme.md': 'x',
    });
    const { dataset, digits } = await readImageFolder(at);
    expect(digits.map(({ path, label }) => [path, label])).toEqual([
      [join(at, '3/a.png'), 3],
      [join(at, '3/b.PNG'), 3],
      [join(at, '7.png'), 7],
    ]);
    expect(Array.from(dataset.labels)).toEqual([3, 3, 7]);
    expect(dataset.description).toBe(`own digits from ${at}`);
    expect(imageAt(dataset, 2)).toEqual((await readDigit(join(at, '7.png'))).pixels);
    expect(digits[2].steps[0]).toBe('read 37 x 40 grey');
  });

  const naming = 'expected <label>.png or <label>/<name>.png with a label from 0 to 9';
  it.each([
    ['an empty folder', {}, (at: string) => `folder: ${at} holds no digits, ${naming}`],
    [
      'a name without a digit',
      { 'seven.png': digit(7) },
      (at: string) => `folder: the name of ${at}/seven.png says no digit, ${naming}; rename it`,
    ],
    [
      'a label of 10',
      { '10.png': digit(1) },
      (at: string) => `folder: the name of ${at}/10.png says no digit, ${naming}; rename it`,
    ],
    [
      'a folder of label 10',
      { '10/a.png': digit(1) },
      (at: string) => `folder: the name of ${at}/10 says no digit, ${naming}; rename it`,
    ],
    ['a JPEG', { '3.jpg': 'x' }, (at: string) => `folder: ${at}/3.jpg is a JPG file, expected PNG; convert it to PNG`],
    [
      'an empty picture',
      { '3.png': '' },
      (at: string) => `png: ${at}/3.png is empty (0 bytes), expected a PNG picture`,
    ],
    ['a corrupt picture', { '1/x.png': 'not a picture' }, (at: string) => `png: ${at}/1/x.png is no PNG`],
    [
      'a blank picture',
      { '0.png': pngOf(sheet(9, 9, [0, 0, 0, 0])) },
      (at: string) => `picture: ${at}/0.png shows no digit`,
    ],
  ])('%s is refused', async (_, files, message) => {
    const at = await folder(files);
    await expect(readImageFolder(at)).rejects.toThrow(message(at));
  });

  it('a folder or picture that is not there is refused', async () => {
    const at = join(await folder(), 'nothing');
    await expect(readImageFolder(at)).rejects.toThrow(`folder: cannot read ${at}: no such file or folder (ENOENT)`);
    await expect(readDigit(at)).rejects.toThrow(`picture: cannot read ${at}: no such file or folder (ENOENT)`);
  });
});

describe('asciiDigit', () => {
  it('draws two rows of pixels in a line: both, upper, lower, faint, nothing', () => {
    const pixels = Uint8Array.of(255, 255, 0, 100, 20, 0, 255, 0, 255, 0, 0, 0);
    expect(asciiDigit(pixels, 6)).toBe('█▀▄▒░ ');
  });

  it('a digit of 28 x 28 takes 14 lines of 28 characters; an odd last row stands alone', () => {
    const lines = asciiDigit(drawDigit(1, 'train', 0).pixels).split('\n');
    expect(lines.map((line) => line.length)).toEqual(Array(14).fill(28));
    expect(asciiDigit(Uint8Array.of(255, 0, 255), 1)).toBe('▀\n▀');
  });

  it('pixels that fill no rectangle are refused', () => {
    expect(() => asciiDigit(new Uint8Array(30), 28)).toThrow(/asciiDigit: 30 pixels, expected 28 x/);
  });
});
