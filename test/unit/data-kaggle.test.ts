import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classCounts, imageAt, labelledTest } from '../../src/data/dataset.js';
import {
  cutAsCompetition,
  findCompetition,
  KAGGLE_CLASS_COUNTS,
  readCompetition,
} from '../../src/data/kaggle/competition.js';
import { parseDigitCsv } from '../../src/data/kaggle/digit-csv.js';
import { loadDigitData } from '../../src/data/load.js';
import { HandgradError } from '../../src/tensor/error.js';
import { smallDataset, temporaryFolders } from './data-fixtures.js';

const folder = temporaryFolders();
const bytesOf = (text: string) => new TextEncoder().encode(text);
const pixelNames = Array.from({ length: 784 }, (_, i) => `pixel${i}`);
const header = ['label', ...pixelNames].join(',');
/** A line of train.csv, with some of its 785 values replaced. */
const line = (label: number, changes: Record<number, string> = {}) =>
  Array.from({ length: 785 }, (_, i) => changes[i] ?? String(i === 0 ? label : (i + label) % 256)).join(',');
const csv = (...lines: string[]) => `${[header, ...lines].join('\n')}\n`;
const testCsv = (count: number) =>
  [pixelNames.join(','), ...Array.from({ length: count }, () => pixelNames.map((_, i) => i % 256).join(','))].join(
    '\n',
  );

describe('parseDigitCsv', () => {
  it('reads labels and pixels, row by row', () => {
    const { labels, pixels, count } = parseDigitCsv(bytesOf(csv(line(3), line(9))), true, 'train.csv');
    expect([count, Array.from(labels)]).toEqual([2, [3, 9]]);
    expect(Array.from(pixels.subarray(0, 3))).toEqual([4, 5, 6]);
    expect(pixels).toEqual(
      Uint8Array.from({ length: 1568 }, (_, i) => ((i % 784) + 1 + [3, 9][Math.floor(i / 784)]) % 256),
    );
  });

  it('reads a file without labels', () => {
    const { labels, pixels, count } = parseDigitCsv(bytesOf(testCsv(3)), false, 'test.csv');
    expect([count, labels.length, pixels.length]).toEqual([3, 0, 3 * 784]);
    expect(pixels[784 + 255]).toBe(255);
  });

  it('takes lines that end in CR LF, a last line without an end, and a byte order mark', () => {
    const plain = parseDigitCsv(bytesOf(csv(line(3), line(9))), true, 'train.csv');
    const text = csv(line(3), line(9));
    for (const same of [text.replaceAll('\n', '\r\n'), text.slice(0, -1), `${text.slice(0, -1)}\r`, `\ufeff${text}`]) {
      expect(parseDigitCsv(bytesOf(same), true, 'train.csv')).toEqual(plain);
    }
  });

  const wholeHeader = 'label,pixel0,...,pixel783';
  it.each([
    ['an empty file', '', `has no header, expected ${wholeHeader}; get the file again`],
    ['no rows', `${header}\n`, 'ends after its header, expected pictures; get the file again'],
    [
      'a header without labels',
      testCsv(1),
      `: in line 1, column 1, the header has 'pixel0', expected 'label' of ${wholeHeader}`,
    ],
    [
      'a wrong name in the header',
      header.replace('pixel7,', 'pixl7,'),
      `: in line 1, column 9, the header has 'pixl7', expected 'pixel7' of ${wholeHeader}`,
    ],
    [
      'a column that is missing',
      header.replace(',pixel783', ''),
      `: in line 1, column 785, the header ends, expected 'pixel783' of ${wholeHeader}`,
    ],
    [
      'a column too many',
      `${header},pixel784`,
      `: in line 1, column 786, the header has 'pixel784', expected its end of ${wholeHeader}`,
    ],
    [
      'a pixel above 255',
      csv(line(1), line(2, { 20: '256' })),
      ": line 3, column 21 (pixel19) is '256', expected a whole number from 0 to 255; correct it or get the file again",
    ],
    [
      'a label above 9',
      csv(line(1, { 0: '10' })),
      ": line 2, column 1 (label) is '10', expected a whole number from 0 to 9; correct it or get the file again",
    ],
    [
      'letters',
      csv(line(1, { 784: 'NaN' })),
      ": line 2, column 785 (pixel783) is 'NaN', expected a whole number from 0 to 255; correct it or get the file again",
    ],
    [
      'a fraction',
      csv(line(1, { 5: '0.5' })),
      ": line 2, column 6 (pixel4) is '0.5', expected a whole number from 0 to 255; correct it or get the file again",
    ],
    [
      'a value that is missing',
      csv(line(1, { 5: '' })),
      ': line 2, column 6 (pixel4) is empty, expected a whole number from 0 to 255; correct it or get the file again',
    ],
    [
      'a short row',
      csv(line(1), line(2).split(',').slice(0, 500).join(',')),
      ': line 3 ends after 500 of 785 columns; get the file again',
    ],
    [
      'a file that ends inside a row',
      csv(line(1), line(2).split(',').slice(0, 500).join(',')).slice(0, -1),
      ': line 3 ends after 500 of 785 columns; get the file again',
    ],
    ['a long row', csv(`${line(1)},7`), ': line 2 goes on after its 785 columns, expected its end; get the file again'],
    [
      'a blank line',
      csv(line(1), '', line(2)),
      ': line 3, column 1 (label) is empty, expected a whole number from 0 to 9; correct it or get the file again',
    ],
  ])('refuses %s and says where', (_, text, problem) => {
    const refusal = expect(() => parseDigitCsv(bytesOf(text), true, 'train.csv'));
    refusal.toThrow(HandgradError);
    refusal.toThrow(`csv: train.csv${problem.startsWith(':') ? '' : ' '}${problem}`);
  });

  it('reads or refuses a file in which any byte was changed, and never reads it as the same', () => {
    const sound = bytesOf(csv(line(3), line(9)));
    const read = parseDigitCsv(sound, true, 'train.csv');
    fc.assert(
      fc.property(fc.nat(sound.length - 2), fc.nat(255), (at, byte) => {
        fc.pre(sound[at] !== byte);
        const changed = sound.slice();
        changed[at] = byte;
        try {
          expect(parseDigitCsv(changed, true, 'train.csv')).not.toEqual(read);
        } catch (error) {
          if (!(error instanceof HandgradError)) throw error;
          expect(error.message).toMatch(/^csv: train\.csv[^\n]*$/);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('the competition from its files', () => {
  it('is found in kaggle/ or in the folder itself', async () => {
    const files = { 'train.csv': csv(line(3), line(9)), 'test.csv': testCsv(1) };
    const flat = await folder(files);
    expect(findCompetition(flat)).toEqual({ folder: flat, missing: [] });
    const inside = await folder(
      Object.fromEntries(Object.entries(files).map(([name, text]) => [`kaggle/${name}`, text])),
    );
    expect(findCompetition(inside)).toEqual({ folder: join(inside, 'kaggle'), missing: [] });
  });

  it('has test images without labels, which nobody can score', async () => {
    const at = await folder({ 'train.csv': csv(line(3), line(9)), 'test.csv': testCsv(3) });
    const data = await loadDigitData({ dataset: 'kaggle', data: at, env: {} });
    const where = `from ${at} (given by --data), not the competition's 42,000 + 28,000; the test labels are not known`;
    expect(data.source).toBe(`kaggle: 2 + 3 images ${where}`);
    expect(data.train).toMatchObject({ count: 2, height: 28, width: 28, channels: 1, description: where });
    expect(data.test).toBeNull();
    expect(data.unlabelledTest).toMatchObject({ count: 3, height: 28, width: 28, channels: 1 });
    expect(() => labelledTest(data)).toThrow(
      `the labels of the test images are not known (${data.source}); score on a share of the training images`,
    );
  });

  it('refuses 42,000 pictures that are not those of the competition', async () => {
    const at = await folder({
      'train.csv': csv(...Array<string>(42_000).fill(`5${',0'.repeat(784)}`)),
      'test.csv': testCsv(1),
    });
    await expect(readCompetition(findCompetition(at))).rejects.toThrow(
      `csv: ${at}/train.csv has 42,000 pictures like the competition's, but 0 of digit 0, expected 4132; get the file again`,
    );
  });

  it('refuses one file without the other, and a folder without anything', async () => {
    const half = await folder({ 'train.csv': csv(line(3)) });
    const load = (data: string) => loadDigitData({ dataset: 'kaggle', data, env: {} });
    await expect(load(half)).rejects.toThrow(`data: ${half} has no test.csv, expected both files of the competition`);
    const empty = await folder();
    await expect(load(empty)).rejects.toThrow(
      `data: no competition data in ${empty} (given by --data): found neither train.csv and test.csv, there or in ${empty}/kaggle, nor MNIST to cut in their place; give the right folder`,
    );
  });
});

describe('the competition cut out of other digits', () => {
  const parts = { train: smallDataset(40), test: smallDataset(20, 40) };
  const counts = [1, 2, 3, 4, 5, 5, 4, 3, 2, 1];

  it('has so many training images of each digit, and every image once', () => {
    const { train, test } = cutAsCompetition(parts, 7, counts);
    expect(classCounts(train)).toEqual(counts);
    expect(classCounts(test)).toEqual(counts.map((count) => 6 - count));
    const all = [train, test].flatMap((part) => Array.from({ length: part.count }, (_, i) => imageAt(part, i).join()));
    expect(new Set(all).size).toBe(60);
  });

  it('is the same for the same seed, another for another, and in random order', () => {
    const [once, again, other] = [7, 7, 8].map((seed) => cutAsCompetition(parts, seed, counts));
    expect(again).toEqual(once);
    expect(other.train.images).not.toEqual(once.train.images);
    expect(Array.from(once.train.labels)).not.toEqual(Array.from(once.train.labels).sort());
  });

  it('refuses digits that are too few', () => {
    expect(() => cutAsCompetition(parts, 7, [7, ...counts.slice(1)])).toThrow(
      'kaggle: small has 6 images of digit 0, expected at least 7',
    );
  });

  it('has the published counts, which add up to 42,000', () => {
    expect(KAGGLE_CLASS_COUNTS.reduce((sum, count) => sum + count, 0)).toBe(42_000);
  });
});

const shared = join(dirname(fileURLToPath(import.meta.url)), '../../../shared/datasets');

describe.skipIf(!existsSync(join(shared, 'mnist')))(
  'MNIST cut like the competition (skipped where ../shared/datasets/mnist is absent)',
  () => {
    it("has the competition's counts, and test labels to score with", async () => {
      const data = await loadDigitData({ dataset: 'kaggle', data: shared, env: {} });
      expect(data.source).toBe(
        "kaggle: 42,000 + 28,000 images cut out of MNIST with the competition's class counts, for want of its files " +
          `(mnist: 60,000 + 10,000 images from ${shared}/mnist (given by --data))`,
      );
      expect(classCounts(data.train)).toEqual(KAGGLE_CLASS_COUNTS);
      expect(classCounts(labelledTest(data))).toEqual([2771, 3193, 2813, 2790, 2752, 2518, 2739, 2892, 2762, 2770]);
    });
  },
);
