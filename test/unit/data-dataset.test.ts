import { describe, expect, it } from 'vitest';
import { classCounts, imageAt, imageDataset, range, subset, take } from '../../src/data/dataset.js';
import { splitLast, splitRandom, stratifiedFolds } from '../../src/data/split.js';
import { smallDataset } from './data-fixtures.js';

const fields = {
  name: 'two',
  description: 'made up',
  images: new Uint8Array(8),
  labels: Uint8Array.of(0, 9),
  height: 2,
  width: 2,
  channels: 1,
  classes: 10,
};

describe('imageDataset', () => {
  it('counts its images by their labels', () => {
    expect(imageDataset(fields).count).toBe(2);
  });

  it.each([
    [
      'labels beyond the classes',
      { labels: Uint8Array.of(0, 10) },
      'dataset two: label 10 of image 1, expected 0 to 9 (10 classes)',
    ],
    [
      'too few pixels',
      { images: new Uint8Array(7) },
      'dataset two: 7 bytes of pixels for 2 labels, expected 8 (2 x 2 x 2 x 1)',
    ],
    ['no images', { labels: new Uint8Array(0) }, 'dataset two: it is empty; expected at least one image'],
    ['a height of 0', { height: 0 }, 'dataset two: height is 0, expected a whole number from 1 up'],
    [
      'a broken number of channels',
      { channels: 1.5 },
      'dataset two: channels is 1.5, expected a whole number from 1 up',
    ],
    [
      'more classes than a byte holds',
      { classes: 257 },
      'dataset two: 257 classes, but a label is one byte (at most 256)',
    ],
  ])('%s are refused', (_, wrong, message) => {
    expect(() => imageDataset({ ...fields, ...wrong })).toThrow(message);
  });
});

describe('subset, range and take', () => {
  const dataset = smallDataset(20);

  it('a subset has the images and labels asked for, in that order', () => {
    const part = subset(dataset, [7, 3, 7]);
    expect(Array.from(part.labels)).toEqual([7, 3, 7]);
    expect(imageAt(part, 1)).toEqual(imageAt(dataset, 3));
    expect(imageAt(part, 2)).toEqual(imageAt(dataset, 7));
  });

  it('a subset is a copy, a range is a view', () => {
    const copy = subset(dataset, [0]);
    const view = range(dataset, 0, 1);
    expect(copy.images.buffer).not.toBe(dataset.images.buffer);
    expect(view.images.buffer).toBe(dataset.images.buffer);
  });

  it('take gives the first images, and all of them where there are fewer', () => {
    expect(Array.from(take(dataset, 3).labels)).toEqual([0, 1, 2]);
    expect(take(dataset, 1000).count).toBe(20);
  });

  it('an image that is not there is refused', () => {
    expect(() => subset(dataset, [20])).toThrow('dataset small: no image 20, there are 20 (0 to 19)');
    expect(() => subset(dataset, [-1])).toThrow('dataset small: no image -1');
    expect(() => range(dataset, 5, 5)).toThrow('dataset small: images 5 to 5 (exclusive) asked of 20');
    expect(() => take(dataset, 0)).toThrow('dataset small: images 0 to 0 (exclusive) asked of 20');
  });

  it('classCounts counts every class, absent ones too', () => {
    expect(classCounts(take(dataset, 13))).toEqual([2, 2, 2, 1, 1, 1, 1, 1, 1, 1]);
    expect(classCounts(take(dataset, 1))[9]).toBe(0);
  });
});

describe('splits', () => {
  const dataset = smallDataset(25);

  it("splitLast cuts where Keras' validation_split does: floor(n * (1 - share))", () => {
    // 25 * 0.9 = 22.5; Keras trains on 22. 60,000 * 0.8 = 48,000.
    const { train, validation } = splitLast(dataset, 0.1);
    expect([train.count, validation.count]).toEqual([22, 3]);
    expect(imageAt(validation, 0)).toEqual(imageAt(dataset, 22));
    expect(splitLast(smallDataset(60), 0.2).train.count).toBe(48);
  });

  it('splitRandom parts the images without losing or doubling one, and depends on the seed', () => {
    const { train, validation } = splitRandom(dataset, 0.2, 1);
    expect([train.count, validation.count]).toEqual([20, 5]);
    const images = [train, validation].flatMap((part) => Array.from(part.labels, (_, i) => imageAt(part, i).join()));
    expect(new Set(images).size).toBe(25);
    expect(splitRandom(dataset, 0.2, 1).validation.images).toEqual(validation.images);
    expect(splitRandom(dataset, 0.2, 2).validation.images).not.toEqual(validation.images);
  });

  it.each([0, 1, -0.2, NaN])('a share of %d is refused', (share) => {
    expect(() => splitLast(dataset, share)).toThrow(/the validation share is .*, expected more than 0 and less than 1/);
  });

  it('a share that leaves a part empty is refused', () => {
    expect(() => splitLast(smallDataset(3), 0.9)).toThrow(
      'dataset small: a validation share of 0.9 leaves 0 of 3 images for training and 3 for validation; both need at least one',
    );
  });

  it('stratified folds validate on every image once and give each fold the same mix of classes', () => {
    const uneven = subset(dataset, [0, 1, 2, 10, 11, 20, 21, 3, 13, 23, 4, 14, 5]);
    const folds = stratifiedFolds(uneven, 3, 1);
    const all = folds.flatMap(({ validation }) => Array.from(validation)).sort((a, b) => a - b);
    expect(all).toEqual(Array.from({ length: 13 }, (_, i) => i));
    for (const { train, validation } of folds) {
      expect(train.length + validation.length).toBe(13);
      expect(Array.from(train).some((i) => validation.includes(i))).toBe(false);
    }
    const counts = folds.map(({ validation }) => classCounts(subset(uneven, validation)));
    for (let label = 0; label < 10; label++) {
      const perFold = counts.map((count) => count[label]);
      expect(Math.max(...perFold) - Math.min(...perFold)).toBeLessThanOrEqual(1);
    }
    const sizes = folds.map(({ validation }) => validation.length);
    expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
  });

  it.each([1, 26, 2.5])('%d folds of 25 images are refused', (folds) => {
    expect(() => stratifiedFolds(dataset, folds, 1)).toThrow(/folds of 25 images, expected 2 to 25/);
  });
});
