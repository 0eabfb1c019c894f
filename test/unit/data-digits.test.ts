import { describe, expect, it } from 'vitest';
import { centreOfMass, inkBox } from '../../src/data/centre.js';
import { classCounts, imageAt } from '../../src/data/dataset.js';
import { drawDigitData, STANDARD_DIGITS } from '../../src/data/drawn-digits.js';
import { checksumsOf } from '../../src/data/four-files.js';
import { smoothCurve } from '../../src/data/synthetic/curve.js';
import { drawDigit, drawDigits } from '../../src/data/synthetic/digits.js';
import { glyphs } from '../../src/data/synthetic/glyphs.js';

describe('drawn digits', () => {
  it('a digit is a function of seed, split and index: alone and in a set it is the same', async () => {
    const set = await drawDigits(3, 'train', 12);
    expect(drawDigit(3, 'train', 11).pixels).toEqual(imageAt(set, 11));
    expect(drawDigit(3, 'train', 11).label).toBe(set.labels[11]);
    expect(drawDigit(4, 'train', 11).pixels).not.toEqual(imageAt(set, 11));
    expect(drawDigit(3, 'test', 11).pixels).not.toEqual(imageAt(set, 11));
  });

  it('no two are alike', async () => {
    const set = await drawDigits(1, 'test', 1000);
    expect(new Set(Array.from(set.labels, (_, i) => imageAt(set, i).join())).size).toBe(1000);
  });

  it('each class comes up equally often (chi-squared below the 99.9 % point)', async () => {
    const counts = classCounts(await drawDigits(2, 'train', 3000));
    expect(counts.reduce((sum, count) => sum + (count - 300) ** 2 / 300, 0)).toBeLessThan(27.88);
  });

  it("keep MNIST's form: body of 20 pixels, centre of mass at (14, 14), strokes that reach full white", async () => {
    const set = await drawDigits(1, 'train', 500);
    for (let i = 0; i < set.count; i++) {
      const ink = Float64Array.from(imageAt(set, i));
      const { left, top, right, bottom } = inkBox(ink, 28, 28);
      const longest = Math.max(right - left, bottom - top) + 1;
      expect(longest).toBeGreaterThanOrEqual(19);
      expect(longest).toBeLessThanOrEqual(20);
      const [x, y] = centreOfMass(ink, 28);
      const touches = left === 0 || top === 0 || right === 27 || bottom === 27;
      if (!touches) expect(Math.max(Math.abs(x - 14), Math.abs(y - 14))).toBeLessThan(0.51);
      expect(ink.reduce((most, value) => Math.max(most, value), 0)).toBeGreaterThan(200);
    }
  });

  it('are as bright as MNIST, whose mean pixel is 33.3, within a tenth', async () => {
    const { images } = await drawDigits(1, 'train', 2000);
    const mean = images.reduce((sum, value) => sum + value, 0) / images.length;
    expect(Math.abs(mean - 33.3)).toBeLessThan(3.3);
  });

  it('progress is reported to the end', async () => {
    const seen: [number, number][] = [];
    await drawDigits(1, 'train', 1500, (...progress) => seen.push(progress));
    expect(seen).toEqual([
      [1000, 1500],
      [1500, 1500],
    ]);
  });

  it.each([0, -1, 2.5])('%d pictures are refused', async (count) => {
    await expect(drawDigits(1, 'train', count)).rejects.toThrow(
      `digits: ${count} pictures asked for, expected a whole number from 1 up`,
    );
  });

  // Slow because it draws all 70,000; it is what says that every machine trains on the same bytes.
  it('the standard 60,000 + 10,000 have the recorded checksums', { timeout: 120_000 }, async () => {
    expect(checksumsOf(await drawDigitData(STANDARD_DIGITS))).toEqual(STANDARD_DIGITS.checksums);
  });
});

describe('glyphs', () => {
  it('every run has at least two points, and all but the first of a stroke begin where the one before ended', () => {
    expect(glyphs.length).toBe(10);
    for (const variants of glyphs) {
      for (const { strokes, weight } of variants) {
        expect(weight).toBeGreaterThan(0);
        for (const stroke of strokes) {
          for (const [i, run] of stroke.entries()) {
            expect(run.length).toBeGreaterThanOrEqual(2);
            if (i > 0) expect(run[0]).toEqual(stroke[i - 1].at(-1));
          }
        }
      }
    }
  });
});

describe('smoothCurve', () => {
  it('goes through its points, and is straight between two', () => {
    const points = [
      [0, 0],
      [1, 2],
      [3, 1],
    ] as const;
    const curve = smoothCurve(points, 4);
    expect(curve.length).toBe(9);
    expect([curve[0], curve[4], curve[8]]).toEqual(points);
    expect(smoothCurve([points[0], points[1]], 2)).toEqual([
      [0, 0],
      [0.5, 1],
      [1, 2],
    ]);
  });
});
