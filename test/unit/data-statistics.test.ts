import { describe, expect, it } from 'vitest';
import { referenceBackend } from '../../src/backend/index.js';
import { imageDataset, type ImageDataset } from '../../src/data/dataset.js';
import { classAverages } from '../../src/data/statistics/class-averages.js';
import { classSimilarities } from '../../src/data/statistics/class-similarities.js';
import { correlation } from '../../src/data/statistics/correlation.js';
import { correlationSummary } from '../../src/data/statistics/correlation-summary.js';
import { identicalImages } from '../../src/data/statistics/identical-images.js';
import { imageMeans, meanAndDeviation, wholeMeanHistogram } from '../../src/data/statistics/image-means.js';
import { kolmogorovSmirnov } from '../../src/data/statistics/kolmogorov-smirnov.js';
import { labelDistribution } from '../../src/data/statistics/label-distribution.js';
import { pixelCorrelations } from '../../src/data/statistics/pixel-correlations.js';
import { typicalImages } from '../../src/data/statistics/typical-images.js';
import { valueHistogram, valueSummary } from '../../src/data/statistics/value-histogram.js';

/** Images of one row of pixels, with their labels. */
function dataset(images: readonly (readonly number[])[], labels: readonly number[], classes = 3): ImageDataset {
  const [{ length: width }] = images;
  return imageDataset({
    name: 'by hand',
    description: 'made up',
    images: Uint8Array.from(images.flat()),
    labels: Uint8Array.from(labels),
    height: 1,
    width,
    channels: 1,
    classes,
  });
}

describe('the distribution of labels', () => {
  it('counts every label, also one without images, and gives shares of all', () => {
    expect(labelDistribution({ labels: Uint8Array.of(2, 0, 2, 2), classes: 4 })).toEqual([
      { label: 0, count: 1, share: 0.25 },
      { label: 1, count: 0, share: 0 },
      { label: 2, count: 3, share: 0.75 },
      { label: 3, count: 0, share: 0 },
    ]);
  });
});

describe('the histogram of values', () => {
  it('has an entry for each byte, both ends included', () => {
    const histogram = valueHistogram({ images: Uint8Array.of(0, 255, 255, 7) });
    expect(histogram).toHaveLength(256);
    expect([histogram[0], histogram[7], histogram[254], histogram[255]]).toEqual([1, 1, 0, 2]);
  });

  it('gives range, mean, deviation and the shares of both ends', () => {
    // Values 0, 0, 10, 30: mean 10, squared differences 100, 100, 0, 400.
    const summary = valueSummary(valueHistogram({ images: Uint8Array.of(0, 10, 30, 0) }));
    expect(summary).toEqual({
      least: 0,
      greatest: 30,
      mean: 10,
      deviation: Math.sqrt(150),
      zeroShare: 0.5,
      fullShare: 0,
    });
  });
});

describe('means of images', () => {
  it('are taken over all pixels and channels of an image', () => {
    expect([...imageMeans({ images: Uint8Array.of(1, 2, 3, 4, 255, 255), count: 2 })]).toEqual([2, 514 / 3]);
  });

  it('are counted without their fractions: 2 and 2.99 together, 3 apart, nothing beyond the greatest', () => {
    expect(wholeMeanHistogram([2, 2.99, 3, 0])).toEqual([1, 0, 2, 1]);
    expect(wholeMeanHistogram([255])).toHaveLength(256);
  });

  it('have a mean and a deviation that divides by their number', () => {
    expect(meanAndDeviation([1, 3])).toEqual({ mean: 2, deviation: 1 });
  });
});

describe('averages and typical images', () => {
  // Label 0: average [100, 100]. Label 2: one image. Label 1: none.
  const images = dataset(
    [
      [160, 160],
      [90, 90],
      [50, 50],
      [7, 9],
    ],
    [0, 0, 0, 2],
  );
  const averages = classAverages(images);

  it('averages each label pixel by pixel; a label without images has none', () => {
    expect([...averages[0]]).toEqual([100, 100]);
    expect([...averages[1]]).toEqual([NaN, NaN]);
    expect([...averages[2]]).toEqual([7, 9]);
  });

  it('finds the nearest and the farthest image, whichever side of the average it is on', () => {
    const [zero, two] = typicalImages(images, averages);
    expect(zero.label).toBe(0);
    expect(zero.mostTypical).toEqual({ index: 1, distance: 10 });
    expect(zero.leastTypical).toEqual({ index: 0, distance: 60 });
    expect(two).toMatchObject({ label: 2, mostTypical: { index: 3, distance: 0 }, leastTypical: { index: 3 } });
  });

  it("shows what the notebook's rule takes instead: the first image as nearest, the darkest as least similar", () => {
    const [zero] = typicalImages(images, averages);
    expect(zero.notebook).toEqual({ nearest: { index: 0, distance: 60 }, leastSimilar: { index: 2, distance: 50 } });
  });

  it('takes the root of the mean of squared differences over the pixels', () => {
    const pair = dataset(
      [
        [0, 0],
        [6, 8],
      ],
      [0, 0],
    );
    // Average [3, 4]: sqrt((9 + 16) / 2).
    expect(typicalImages(pair, classAverages(pair))[0].leastTypical).toEqual({ index: 0, distance: Math.sqrt(12.5) });
  });
});

describe('identical images', () => {
  it('are counted once for each copy, in both parts and between them', () => {
    const train = dataset(
      [
        [1, 2],
        [3, 4],
        [1, 2],
        [1, 2],
      ],
      [0, 0, 0, 1],
    );
    const test = dataset(
      [
        [3, 4],
        [3, 4],
        [9, 9],
      ],
      [0, 0, 0],
    );
    expect(identicalImages(train, test)).toEqual({ inTraining: 2, inTest: 1, testInTraining: 2 });
  });
});

describe('correlation', () => {
  it('is 1 and -1 for lines, 0 for a symmetric bend, undefined for a constant', () => {
    expect(correlation([1, 2, 3], [10, 20, 30])).toBeCloseTo(1, 14);
    expect(correlation([1, 2, 3], [5, 4, 3])).toBeCloseTo(-1, 14);
    expect(correlation([-1, 0, 1], [1, 0, 1])).toBe(0);
    expect(correlation([1, 2], [7, 7])).toBeNaN();
  });
});

describe('correlations of pixels', () => {
  const backend = referenceBackend();
  // The second pixel follows the first, the third opposes it, the fourth never changes, the fifth is unrelated.
  const images = dataset(
    [
      [0, 10, 200, 9, 1],
      [100, 20, 100, 9, 2],
      [200, 30, 0, 9, 1],
    ],
    [0, 0, 0],
  );

  it('are those of the definition; rows and columns of a constant pixel are undefined, and counted', async () => {
    const { pixels, values, constantPixels } = await pixelCorrelations(images, backend);
    expect(pixels).toBe(5);
    expect(constantPixels).toBe(1);
    const expected = [
      [1, 1, -1, NaN, 0],
      [1, 1, -1, NaN, 0],
      [-1, -1, 1, NaN, 0],
      [NaN, NaN, NaN, NaN, NaN],
      [0, 0, 0, NaN, 1],
    ].flat();
    expected.forEach((value, i) => {
      if (Number.isNaN(value)) expect(values[i]).toBeNaN();
      else expect(values[i]).toBeCloseTo(value, 6);
    });
  });

  it('agree with the correlation of each pair of pixels where several products are summed', async () => {
    const count = 2500;
    const noisy = dataset(
      Array.from({ length: count }, (_, i) => [(i * 37) % 256, (i * i) % 251, ((i * 37) % 256) >> 1]),
      new Array<number>(count).fill(0),
    );
    const { values } = await pixelCorrelations(noisy, backend);
    const pixel = (p: number) => Array.from({ length: count }, (_, i) => noisy.images[3 * i + p]);
    for (const [a, b] of [
      [0, 1],
      [0, 2],
      [1, 2],
    ]) {
      expect(values[3 * a + b]).toBeCloseTo(correlation(pixel(a), pixel(b)), 5);
      expect(values[3 * b + a]).toBe(values[3 * a + b]);
    }
  });

  it('come to the means of neighbours and the pair that is most opposed', async () => {
    const summary = correlationSummary(await pixelCorrelations(images, backend), 5);
    // Beside each other: 1, -1, and two that are undefined. There is no second row.
    expect(summary.besideEachOther).toBeCloseTo(0, 6);
    expect(summary.aboveEachOther).toBeNaN();
    expect(summary.constantPixels).toBe(1);
    expect(summary.mostOpposed?.correlation).toBeCloseTo(-1, 6);
    expect(summary.mostOpposed?.pixels[1]).toEqual([0, 2]);
  });

  it('have no opposed pair where no pixel ever changes', async () => {
    const same = dataset(
      [
        [5, 5],
        [5, 5],
      ],
      [0, 0],
    );
    const summary = correlationSummary(await pixelCorrelations(same, backend), 2);
    expect(summary).toMatchObject({ constantPixels: 2, mostOpposed: null });
  });
});

describe('the distance of two distributions', () => {
  it('is 0 for the same values in another order, 1 for values apart', () => {
    expect(kolmogorovSmirnov([3, 1, 2], [1, 2, 3]).distance).toBe(0);
    expect(kolmogorovSmirnov([1, 2], [3, 4, 5]).distance).toBe(1);
  });

  it('is the greatest gap between the shares up to a value; equal values count at once', () => {
    // Up to 1: 2/4 against 1/4; up to 2: 3/4 against 1/4; up to 5: all.
    expect(kolmogorovSmirnov([1, 1, 2, 5], [1, 4, 4, 5]).distance).toBe(0.5);
  });

  it('stands beside the critical value of the formula: 1.3581 sqrt(2 / n) for equal sizes', () => {
    const values = Array.from({ length: 200 }, (_, i) => i);
    expect(kolmogorovSmirnov(values, values).critical).toBeCloseTo(1.3581 * Math.sqrt(2 / 200), 5);
  });
});

describe('training against test, label by label', () => {
  it('compares shares, mean grey levels and average images', () => {
    const train = dataset(
      [
        [0, 10],
        [0, 30],
        [8, 8],
        [1, 2],
      ],
      [0, 0, 1, 2],
    );
    const test = dataset(
      [
        [20, 0],
        [8, 6],
      ],
      [0, 1],
    );
    const [zero, one, two] = classSimilarities(train, test);
    expect(zero).toEqual({
      label: 0,
      share: { train: 0.5, test: 0.5 },
      grey: { train: 10, test: 10 },
      averageCorrelation: -1,
    });
    expect(one).toMatchObject({ share: { train: 0.25, test: 0.5 }, grey: { train: 8, test: 7 } });
    expect(one.averageCorrelation).toBeNaN();
    expect(two.share).toEqual({ train: 0.25, test: 0 });
    expect(two.grey.test).toBeNaN();
  });
});
