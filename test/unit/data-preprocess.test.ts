import { describe, expect, expectTypeOf, it } from 'vitest';
import { imageDataset, type ImageDataset } from '../../src/data/dataset.js';
import { blur } from '../../src/data/preprocess/blur.js';
import { greyOf } from '../../src/data/preprocess/grey.js';
import { fitPreprocessing, preprocess, type PreprocessingStep } from '../../src/data/preprocess/preprocess.js';
import { pixelStatistics, standardize } from '../../src/data/preprocess/standardize.js';
import { preprocessingSchema, type Preprocessing } from '../../src/recipe/schema/data.js';

/** Images of 1 x width pixels. */
function images(rows: number[][], channels = 1): ImageDataset {
  return imageDataset({
    name: 'made',
    description: 'made up',
    images: Uint8Array.from(rows.flat()),
    labels: Uint8Array.from(rows, (_, i) => i % 10),
    height: 1,
    width: rows[0].length / channels,
    channels,
    classes: 10,
  });
}

const standardizeStep = { op: 'standardize', epsilon: 1e-10, constantPixels: 'zero' } as const;

describe('blur', () => {
  const size = { height: 7, width: 7, channels: 1 };
  const impulseAt = (row: number, column: number) => {
    const image = new Uint8Array(49);
    image[7 * row + column] = 255;
    return image;
  };
  const rounded = (weights: number[]) => weights.map((weight) => Math.round((255 * weight) / 256));

  it('spreads an impulse in the middle as the outer product of 1 4 6 4 1', () => {
    const [a, b, c, d] = [
      [0, 1, 4, 6, 4, 1, 0],
      [0, 4, 16, 24, 16, 4, 0],
      [0, 6, 24, 36, 24, 6, 0],
      [0, 0, 0, 0, 0, 0, 0],
    ];
    expect(Array.from(blur(impulseAt(3, 3), size))).toEqual(rounded([d, a, b, c, b, a, d].flat()));
  });

  it('mirrors at the middle of the outermost pixel: the corner is not doubled, its neighbour is', () => {
    // Along an axis an impulse at 0 is seen by 0, 1 and 2 as 6, 4, 1; one at 1 by 0 to 3 as 4 + 4, 6 + 1, 4, 1.
    const corner = blur(impulseAt(0, 0), size);
    expect(Array.from(corner.subarray(0, 4))).toEqual(rounded([36, 24, 6, 0]));
    const beside = blur(impulseAt(1, 1), size);
    expect(Array.from(beside.subarray(0, 5))).toEqual(rounded([64, 56, 32, 8, 0]));
    expect(Array.from(beside.subarray(7, 12))).toEqual(rounded([56, 49, 28, 7, 0]));
  });

  it('leaves an even picture as it is, and each image and channel to itself', () => {
    expect(blur(new Uint8Array(49).fill(200), size)).toEqual(new Uint8Array(49).fill(200));
    const twoColours = blur(
      Uint8Array.from({ length: 2 * 49 }, (_, i) => [10, 250][i % 2]),
      { ...size, channels: 2 },
    );
    expect(new Set(twoColours)).toEqual(new Set([10, 250]));
    const both = blur(Uint8Array.from([...impulseAt(3, 3), ...impulseAt(0, 0)]), size);
    expect(both.subarray(49)).toEqual(blur(impulseAt(0, 0), size));
  });

  it('works on pictures smaller than its kernel', () => {
    // 1 wide: all five weights fall on the one pixel. 2 wide: places -2 .. 3 show 0 1 0 1 0 1.
    expect(Array.from(blur(Uint8Array.of(9), { height: 1, width: 1, channels: 1 }))).toEqual([9]);
    expect(Array.from(blur(Float32Array.of(16, 0), { height: 1, width: 2, channels: 1 }))).toEqual([8, 8]);
  });
});

describe('standardize', () => {
  it('divides by the deviation over all images (divisor n), each pixel for itself', () => {
    const statistics = pixelStatistics(Uint8Array.of(1, 10, 3, 30, 5, 80), 2);
    expect(Array.from(statistics.mean)).toEqual([3, 40]);
    expect(statistics.deviation[0]).toBeCloseTo(Math.sqrt(8 / 3), 15);
    expect(statistics.deviation[1]).toBeCloseTo(Math.sqrt((900 + 100 + 1600) / 3), 13);
    const standardized = standardize(Uint8Array.of(5, 40), statistics, { epsilon: 0, constantPixels: 'zero' });
    expect(Array.from(standardized)).toEqual([Math.fround(2 / Math.sqrt(8 / 3)), 0]);
  });

  it('has the mean and deviation of each place, and of a constant pixel a deviation of exactly 0', () => {
    const { mean, deviation, isConstant, constantPixels } = pixelStatistics(
      Uint8Array.of(0, 251, 4, 2, 251, 8, 4, 251, 4),
      3,
    );
    expect([...mean]).toEqual([2, 251, 16 / 3]);
    expect(deviation[0]).toBeCloseTo(Math.sqrt(8 / 3), 14);
    expect(deviation[1]).toBe(0);
    expect([[...isConstant], constantPixels]).toEqual([[0, 1, 0], 1]);
  });

  it("makes a constant pixel 0 in every image; with 'divide' a test image gets 2.4e11 there", () => {
    const statistics = pixelStatistics(Uint8Array.of(0, 1, 0, 3), 2);
    const test = Uint8Array.of(24, 3);
    expect(Array.from(standardize(test, statistics, { epsilon: 1e-10, constantPixels: 'zero' }))).toEqual([0, 1]);
    const divided = standardize(test, statistics, { epsilon: 1e-10, constantPixels: 'divide' });
    expect(divided[0]).toBe(Math.fround(24 / 1e-10));
    expect(() => standardize(test, statistics, { epsilon: 0, constantPixels: 'divide' })).toThrow(
      "preprocessing: pixel 0 is the same in all training images, and standardize would divide by its deviation 0; give an epsilon above 0, or constantPixels 'zero'",
    );
  });
});

describe('preprocessing steps', () => {
  const grey = images([
    [0, 50, 100],
    [0, 150, 200],
  ]);

  it('are the steps of recipes', () => {
    expectTypeOf<PreprocessingStep>().toExtend<Preprocessing>();
    expectTypeOf<Preprocessing>().toExtend<PreprocessingStep>();
    for (const op of ['grey', 'blur', 'scale', 'standardize']) {
      const step: PreprocessingStep = preprocessingSchema.parse({ op });
      expect(fitPreprocessing(grey, [step]).train.count).toBe(2);
    }
  });

  it('scale alone leaves the very same bytes, which are divided by 255 where they are trained on', () => {
    const { train, test } = preprocess({ train: grey, test: grey }, [{ op: 'scale' }]);
    expect(train.inputs).toBe(grey.images);
    expect(test.inputs).toBe(grey.images);
    expect(train).toMatchObject({ count: 2, inputShape: [1, 3, 1], targets: grey.labels, targetShape: [] });
  });

  it('without scale give 0 to 255 as floats', () => {
    const { inputs } = fitPreprocessing(grey, []).train;
    expect(inputs).toEqual(Float32Array.of(0, 50, 100, 0, 150, 200));
  });

  it('grey makes one channel of three and leaves one as it is', () => {
    const colour = images([[255, 0, 0, 89, 24, 200]], 3);
    const { inputs, inputShape } = fitPreprocessing(colour, [{ op: 'grey' }, { op: 'scale' }]).train;
    expect([Array.from(inputs), inputShape]).toEqual([
      [greyOf(255, 0, 0), greyOf(89, 24, 200)],
      [1, 2, 1],
    ]);
    expect(fitPreprocessing(grey, [{ op: 'grey' }, { op: 'scale' }]).train.inputs).toBe(grey.images);
  });

  it('grey, scale, blur keeps bytes, within half of 1/255 of the blur of floats', () => {
    const pixels = Uint8Array.from({ length: 784 }, (_, i) => (i * i * 31) % 256);
    const dataset = imageDataset({ ...grey, images: pixels, labels: Uint8Array.of(1), height: 28, width: 28 });
    const { inputs } = fitPreprocessing(dataset, [{ op: 'grey' }, { op: 'scale' }, { op: 'blur' }]).train;
    expect(inputs).toBeInstanceOf(Uint8Array);
    const exact = blur(
      Float32Array.from(pixels, (value) => value / 255),
      dataset,
    );
    exact.forEach((value, i) => expect(Math.abs(inputs[i] / 255 - value)).toBeLessThanOrEqual(0.5 / 255 + 1e-7));
  });

  it('standardize measures the training images alone, after the steps before it, and applies that to others', () => {
    const { train, apply } = fitPreprocessing(grey, [{ op: 'scale' }, standardizeStep]);
    // Pixel 1: mean 100 / 255, deviation 50 / 255.
    expect(Array.from(train.inputs)).toEqual([0, -1, -1, 0, 1, 1]);
    expect(Array.from(apply(images([[7, 100, 250]])).inputs)).toEqual([0, 0, 2]);
  });

  it('epsilon is added to the deviation of what has been scaled, where it has been', () => {
    const options = { ...standardizeStep, epsilon: 50 };
    const scaled = fitPreprocessing(grey, [{ op: 'scale' }, { ...options, epsilon: 50 / 255 }]).train.inputs;
    const raw = fitPreprocessing(grey, [options]).train.inputs;
    expect(Array.from(raw)).toEqual([0, -0.5, -0.5, 0, 0.5, 0.5]);
    expect(Array.from(scaled)).toEqual([0, -0.5, -0.5, 0, 0.5, 0.5]);
  });

  it('leave test images out whose labels are not known', () => {
    expect(preprocess({ train: grey, test: null }, [{ op: 'scale' }]).test).toBeNull();
  });

  it.each<[string, PreprocessingStep[], string]>([
    ['scale twice', [{ op: 'scale' }, { op: 'scale' }], 'scale comes twice; leave one out'],
    [
      'scale after standardize',
      [standardizeStep, { op: 'scale' }],
      'scale is for bytes, found standardised images; put it before standardize',
    ],
  ])('refuse %s', (_, steps, reason) => {
    expect(() => fitPreprocessing(grey, steps)).toThrow(`preprocessing: ${reason}`);
  });

  it('refuse images of another size than those they were fitted to, and grey of two channels', () => {
    const { apply } = fitPreprocessing(grey, [{ op: 'scale' }]);
    expect(() => apply(images([[1, 2]]))).toThrow(
      'preprocessing: it was fitted to images of 1 x 3 x 1, found 1 x 2 x 1',
    );
    expect(() => fitPreprocessing(images([[1, 2]], 2), [{ op: 'grey' }])).toThrow(
      'preprocessing: grey of images with 2 channels, expected 3 (or 1: grey already)',
    );
  });
});
