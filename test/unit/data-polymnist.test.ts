import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { encode } from 'fast-png';
import { describe, expect, it } from 'vitest';
import { imageAt, labelledTest, type DigitData } from '../../src/data/dataset.js';
import { loadDigitData } from '../../src/data/load.js';
import { readBackgrounds } from '../../src/data/polymnist/backgrounds.js';
import { drawBackgrounds } from '../../src/data/polymnist/drawn-backgrounds.js';
import { choosePictures, makePolymnist, paperOf, printDigit } from '../../src/data/polymnist/make.js';
import { PACKED_FILE } from '../../src/data/polymnist/packed-file.js';
import { readPictures } from '../../src/data/polymnist/read-pictures.js';
import { decodePngToRgb, type RgbImage } from '../../src/data/png.js';
import { greyOfColours } from '../../src/data/preprocess/grey.js';
import { decodeSafetensors } from '../../src/train/safetensors.js';
import { smallDataset, temporaryFolders } from './data-fixtures.js';

const folder = temporaryFolders();

/** Large arrays are compared by their digest: `toEqual` takes seconds for them. */
function digestOf(...parts: Uint8Array[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
}

function digestOfData({ train, test }: DigitData): string {
  return digestOf(train.images, train.labels, test!.images, test!.labels);
}

/** Five backgrounds of different sizes in which no two patches are alike. */
const backgrounds: RgbImage[] = Array.from({ length: 5 }, (_, i) => {
  const [width, height] = [40 + i, 50 - i];
  const pixels = Uint8Array.from({ length: width * height * 3 }, (_, at) => (at * at * (i + 3) + 17 * i) % 251);
  return { name: `m${i}`, width, height, pixels };
});

describe('PolyMNIST made from digits and backgrounds', () => {
  const digits = smallDataset(32);
  const make = (options: { seed?: number; grey?: boolean } = {}) =>
    makePolymnist(digits, 'train', backgrounds, { seed: 7, grey: false, ...options });

  it('takes a patch of the background and inverts it where the digit is brighter than 128, pixel by pixel', async () => {
    const made = await make();
    const choices = [...choosePictures(digits, 'train', backgrounds, 7)];
    expect(choices).toHaveLength(made.count);
    choices.forEach(({ image, modality, left, top }, i) => {
      const { width, pixels } = backgrounds[modality];
      const digit = imageAt(digits, image);
      const expected = new Uint8Array(28 * 28 * 3);
      for (let y = 0; y < 28; y++) {
        for (let x = 0; x < 28; x++) {
          for (let channel = 0; channel < 3; channel++) {
            const value = pixels[((top + y) * width + left + x) * 3 + channel];
            expected[(28 * y + x) * 3 + channel] = digit[28 * y + x] > 128 ? 255 - value : value;
          }
        }
      }
      expect(digestOf(imageAt(made, i))).toBe(digestOf(expected));
      expect(made.labels[i]).toBe(digits.labels[image]);
    });
  });

  it('leaves a digit pixel of 128 plain and inverts 129', () => {
    const white = { name: 'white', width: 29, height: 29, pixels: new Uint8Array(29 * 29 * 3).fill(200) };
    const picture = new Uint8Array(784);
    const digit = new Uint8Array(784);
    digit.set([128, 129]);
    printDigit(picture, digit, paperOf(white, true), { left: 0, top: 0 });
    expect(Array.from(picture.subarray(0, 3))).toEqual([200, 55, 200]);
  });

  it('shows each digit once in each modality, in orders of their own', () => {
    const choices = [...choosePictures(digits, 'train', backgrounds, 7)];
    const orders = [0, 1, 2, 3, 4].map((m) =>
      choices.filter(({ modality }) => modality === m).map(({ image }) => image),
    );
    for (const order of orders)
      expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: 32 }, (_, i) => i));
    expect(new Set(orders.map(String)).size).toBe(5);
  });

  it('lies by number, digit and modality: the first fifty are a sample of every digit', async () => {
    const { labels } = await make();
    expect(Array.from(labels.subarray(0, 50))).toEqual(Array.from({ length: 50 }, (_, i) => Math.floor(i / 5)));
    const modalities = [...choosePictures(digits, 'train', backgrounds, 7)].map(({ modality }) => modality);
    expect(modalities).toEqual(Array.from({ length: 160 }, (_, i) => i % 5));
    // 32 digits: of 0 and 1 there are four, of the others three. The last sample is a 1.
    expect(Array.from(labels.subarray(150))).toEqual([0, 0, 0, 0, 0, 1, 1, 1, 1, 1]);
  });

  it('cuts patches with their left edge from 0 to width - 29 and their top edge from 0 to height - 29', () => {
    const narrow = backgrounds.map(() => ({ width: 31, height: 30 }));
    const choices = [...choosePictures(smallDataset(200), 'test', narrow, 1)];
    expect(new Set(choices.map(({ left }) => left))).toEqual(new Set([0, 1, 2]));
    expect(new Set(choices.map(({ top }) => top))).toEqual(new Set([0, 1]));
  });

  it('is in grey what grey makes of the colours', async () => {
    const [colour, grey] = [await make(), await make({ grey: true })];
    expect(grey.channels).toBe(1);
    expect(digestOf(grey.images)).toBe(digestOf(greyOfColours(colour.images)));
    expect(digestOf(grey.labels)).toBe(digestOf(colour.labels));
  });

  it('is the same for the same seed, and another for another', async () => {
    const once = await make();
    expect(digestOf((await make()).images)).toBe(digestOf(once.images));
    expect(digestOf((await make({ seed: 8 })).images)).not.toBe(digestOf(once.images));
  });

  it('refuses backgrounds out of which nothing can be cut, and digits of another size', async () => {
    const small = { ...backgrounds[4], name: 'm4.png', width: 28 };
    await expect(
      makePolymnist(digits, 'train', [...backgrounds.slice(0, 4), small], { seed: 1, grey: false }),
    ).rejects.toThrow('polymnist: the background m4.png is 28 x 46, expected at least 29 x 29');
    await expect(
      makePolymnist({ ...digits, channels: 3 }, 'train', backgrounds, { seed: 1, grey: false }),
    ).rejects.toThrow('polymnist: small has images of 28 x 28 x 3 in 10 classes, expected 28 x 28 x 1 in 10');
  });
});

describe('backgrounds', () => {
  it('that are drawn are five, each another, and the same on every machine', () => {
    const drawn = drawBackgrounds();
    expect(drawn.map(({ width, height }) => [width, height])).toEqual(Array(5).fill([320, 320]));
    expect(digestOf(...drawn.map(({ pixels }) => pixels))).toBe(
      '684ed6ead778fe7dc7d038612960c35f0ab49346df4210a2ea990bec7442ab32',
    );
  });

  it('are read from m0.png to m4.png; a missing one is named, a missing folder is none', async () => {
    const pngs = Object.fromEntries(
      backgrounds.map(({ name, pixels, ...size }) => [`${name}.png`, encode({ ...size, data: pixels, channels: 3 })]),
    );
    const at = await folder(pngs);
    expect((await readBackgrounds(at))?.map(({ pixels }) => digestOf(pixels))).toEqual(
      backgrounds.map(({ pixels }) => digestOf(pixels)),
    );
    await rm(join(at, 'm3.png'));
    await expect(readBackgrounds(at)).rejects.toThrow(
      `polymnist: ${at} has no m3.png, expected m0.png to m4.png; add it`,
    );
    expect(await readBackgrounds(join(at, 'none'))).toBeNull();
  });
});

/** Files of a small PolyMNIST in the published layout: two samples of each digit to train with, one to test. */
function published(): Record<string, Uint8Array> {
  const files: Record<string, Uint8Array> = {};
  for (const [split, samples] of [
    ['train', 2],
    ['test', 1],
  ] as const) {
    for (let modality = 0; modality < 5; modality++) {
      for (let digit = 0; digit < 10; digit++) {
        for (let number = 0; number < samples; number++) {
          const file = `${split}/m${modality}/${number}.${digit}.png`;
          files[file] = encode({ width: 28, height: 28, data: pictureOf(file), channels: 3 });
        }
      }
    }
  }
  return files;
}

function pictureOf(file: string): Uint8Array {
  const begin = createHash('sha256').update(file).digest();
  return Uint8Array.from({ length: 2352 }, (_, i) => begin[i % 32] ^ (i >> 4));
}

const load = (data: string, options = {}) => loadDigitData({ dataset: 'polymnist', data, env: {}, ...options });

describe('PolyMNIST from its folder', () => {
  const files = published();
  /** The colours in the documented order: by number, digit, modality. */
  const inOrder = (split: string, samples: number) =>
    Array.from({ length: samples * 50 }, (_, i) =>
      pictureOf(`${split}/m${i % 5}/${Math.floor(i / 50)}.${Math.floor(i / 5) % 10}.png`),
    );

  it('is read in order of number, digit and modality, the digit from the name', async () => {
    const at = await folder(files);
    const data = await load(at);
    expect(data.source).toBe(`polymnist: 100 + 50 images from ${at} (given by --data)`);
    expect(digestOf(data.train.images)).toBe(digestOf(...inOrder('train', 2)));
    expect(digestOf(labelledTest(data).images)).toBe(digestOf(...inOrder('test', 1)));
    expect(Array.from(data.train.labels)).toEqual(Array.from({ length: 100 }, (_, i) => Math.floor(i / 5) % 10));
  });

  it('is found under its usual names as well', async () => {
    const at = await folder(
      Object.fromEntries(Object.entries(files).map(([name, file]) => [`PolyMNIST/${name}`, file])),
    );
    expect((await load(at)).source).toContain(`from ${at}/PolyMNIST (given by --data)`);
  });

  it('in grey is what grey makes of the colours, packed or not', async () => {
    const at = await folder(files);
    const grey = await load(at, { grey: true });
    expect(grey.train.channels).toBe(1);
    const colour = await load(at);
    expect(digestOf(grey.train.images)).toBe(digestOf(greyOfColours(colour.train.images)));
    expect(digestOfData(await load(at, { grey: true }))).toBe(digestOfData(grey));
  });

  it('is packed beside the pictures as safetensors, and read from there', async () => {
    const at = await folder(files);
    const path = join(at, 'train/m2/1.3.png');
    await utimes(path, 1_600_000_000, 1_600_000_000);
    const once = await load(at);
    expect((await readdir(at)).sort()).toEqual([PACKED_FILE, 'test', 'train']);
    const { tensors } = decodeSafetensors(await readFile(join(at, PACKED_FILE)), PACKED_FILE);
    expect(tensors.map(({ name, shape }) => [name, shape])).toEqual([
      ['train.labels', [100]],
      ['test.labels', [50]],
      ['train.images', [100, 28, 28, 3]],
      ['test.images', [50, 28, 28, 3]],
    ]);
    // The pictures are not opened again: one that is overwritten without a trace is not missed.
    await overwriteUnseen(path, files['train/m2/1.3.png'].length);
    expect(digestOfData(await load(at))).toBe(digestOfData(once));
  });

  it.each<[string, (packed: Uint8Array) => Uint8Array]>([
    ['a bit in the pictures is another', (packed) => changed(packed, packed.length - 1000)],
    ['a label is another', (packed) => changed(packed, packed.length - 150 * 2353 + 3)],
    ['its header is another', (packed) => changed(packed, 20)],
    ['it is cut off', (packed) => packed.subarray(0, packed.length - 1)],
    ['it goes on', (packed) => Uint8Array.from([...packed, 0])],
    ['it is empty', () => new Uint8Array(0)],
  ])('is packed anew where the packed file is damaged: %s', async (_, damage) => {
    const at = await folder(files);
    const once = await load(at);
    const packed = await readFile(join(at, PACKED_FILE));
    await writeFile(join(at, PACKED_FILE), damage(new Uint8Array(packed)));
    expect(digestOfData(await load(at))).toBe(digestOfData(once));
    expect(digestOf(await readFile(join(at, PACKED_FILE)))).toBe(digestOf(packed));
  });

  it.each<[string, (at: string) => Promise<void>]>([
    ['removed', (at) => rm(join(at, 'train/m0/1.3.png'))],
    ['renamed', (at) => rename(join(at, 'train/m0/1.3.png'), join(at, 'train/m0/1.4.png'))],
    ['added', (at) => writeFile(join(at, 'train/m0/2.3.png'), files['train/m0/1.3.png'])],
    ['replaced', (at) => replaced(join(at, 'train/m0/1.3.png'), files['train/m0/0.3.png'])],
    ['overwritten', (at) => writeFile(join(at, 'train/m0/1.3.png'), files['train/m0/0.3.png'])],
  ])('is packed anew where a picture was %s', async (_, change) => {
    const at = await folder(files);
    const once = await load(at);
    await change(at);
    const now = await load(at);
    expect(digestOfData(now)).not.toBe(digestOfData(once));
    await rm(join(at, PACKED_FILE));
    expect(digestOfData(await load(at))).toBe(digestOfData(now));
  });

  it('serves where it cannot be packed, and says so', async () => {
    const at = await folder({ ...files, [`${PACKED_FILE}/in-the-way`]: '' });
    const { source, ...data } = await load(at);
    expect(source).toContain(`, not packed: cannot write ${at}/${PACKED_FILE}: `);
    expect(digestOf(data.train.images)).toBe(digestOf(...inOrder('train', 2)));
    expect((await readdir(at)).sort()).toEqual([PACKED_FILE, 'test', 'train']);
  });

  it.each<[string, string, Uint8Array | null, string]>([
    ['a picture that is no PNG', 'test/m4/0.9.png', new Uint8Array(40), 'png: FILE is no PNG'],
    [
      'a picture of another size',
      'train/m1/1.9.png',
      encode({ width: 27, height: 28, data: new Uint8Array(27 * 84), channels: 3 }),
      'polymnist: FILE is 27 x 28 pixels, expected 28 x 28',
    ],
    [
      'a picture that is cut off',
      'train/m1/1.9.png',
      files['train/m1/1.9.png'].subarray(0, 100),
      'png: FILE is damaged',
    ],
    [
      'a file of another name',
      'train/m1/copy.png',
      files['train/m1/1.9.png'],
      'polymnist: FILE is not named <number>.<digit>.png; move it elsewhere',
    ],
    [
      'a digit above 9',
      'train/m1/1.10.png',
      files['train/m1/1.9.png'],
      'polymnist: FILE is not named <number>.<digit>.png; move it elsewhere',
    ],
    [
      'a modality that is missing',
      'train/m3',
      null,
      'polymnist: cannot read FILE: no such file or folder (ENOENT); expected m0 to m4 in train and in test',
    ],
  ])('refuses %s and leaves nothing behind', async (_, file, content, problem) => {
    const at = await folder(files);
    if (content) await writeFile(join(at, file), content);
    else await rm(join(at, file), { recursive: true });
    await expect(load(at)).rejects.toThrow(problem.replace('FILE', join(at, file)));
    expect((await readdir(at)).sort()).toEqual(['test', 'train']);
  });

  it('is handed on in order, whichever thread read it', async () => {
    const at = await folder(files);
    const file = (i: number) => `train/m${i % 5}/1.${i % 7}.png`;
    const pieces: Uint8Array[] = [];
    await readPictures(
      1700,
      (i) => join(at, file(i)),
      async (pixels) => void pieces.push(pixels),
    );
    expect(pieces.map(({ length }) => length / 2352)).toEqual([500, 500, 500, 200]);
    const expected = Array.from({ length: 35 }, (_, i) => pictureOf(file(i)));
    expect(digestOf(...pieces)).toBe(digestOf(...Array.from({ length: 1700 }, (_, i) => expected[i % 35])));
  });

  it('takes a picture in other colours than RGB', async () => {
    const grey = encode({ width: 28, height: 28, data: new Uint8Array(784).fill(77), channels: 1 });
    const at = await folder({ ...files, 'train/m0/0.0.png': grey });
    expect(new Set(imageAt((await load(at)).train, 0))).toEqual(new Set([77]));
  });

  it('is refused where a named folder has neither pictures nor MNIST', async () => {
    const at = await folder();
    await expect(load(at)).rejects.toThrow(
      `data: no PolyMNIST in ${at} (given by --data): found neither its pictures (train/m0/0.0.png and so on), there or in ${at}/polymnist, nor MNIST to make them from; give the right folder`,
    );
  });
});

function changed(bytes: Uint8Array, at: number): Uint8Array {
  const copy = bytes.slice();
  copy[at] ^= 1;
  return copy;
}

/** As most programs save: into another file, which then takes the name. */
async function replaced(path: string, content: Uint8Array): Promise<void> {
  await writeFile(`${path}.new`, content);
  await rename(`${path}.new`, path);
}

/** Other bytes, as many of them, and the time of before. */
async function overwriteUnseen(path: string, size: number): Promise<void> {
  await writeFile(path, new Uint8Array(size));
  await utimes(path, 1_600_000_000, 1_600_000_000);
}

const shared = join(dirname(fileURLToPath(import.meta.url)), '../../../shared/datasets');

describe.skipIf(!existsSync(join(shared, 'polymnist-sample')))(
  'the sample of PolyMNIST (skipped where ../shared/datasets/polymnist-sample is absent)',
  () => {
    it('is what its manifest says it was made of', async () => {
      const mnist = await loadDigitData({ data: shared, env: {} });
      const papers = (await readBackgrounds(join(shared, 'polymnist-backgrounds')))!.map((one) => paperOf(one, false));
      const sample = join(shared, 'polymnist-sample');
      const [, ...lines] = (await readFile(join(sample, 'manifest.csv'), 'utf8')).trim().split('\n');
      expect(lines).toHaveLength(1500);
      for (const line of lines) {
        const [split, modality, file, , image, left, top, sum] = line.split(',');
        const picture = new Uint8Array(2352);
        const digits = split === 'train' ? mnist.train : labelledTest(mnist);
        const place = { left: Number(left), top: Number(top) };
        printDigit(picture, imageAt(digits, Number(image)), papers[Number(modality[1])], place);
        expect(createHash('sha256').update(picture).digest('hex')).toBe(sum);
        if (split === 'test') {
          const path = join(sample, split, modality, file);
          expect(digestOf(decodePngToRgb(await readFile(path), path).pixels)).toBe(sum);
        }
      }
    });
  },
);
