import { describe, expect, it } from 'vitest';
import { seedSpreads } from '../../src/report/compare/seed-spread.js';
import type { ComparedRun } from '../../src/report/compare/compared-run.js';
import { classRates, extremesOf } from '../../src/report/run/class-rates.js';
import { mistakesOf } from '../../src/report/run/mistakes.js';
import { shrinkingFactor, shrinkingText } from '../../src/report/run/shrinking-gradient.js';
import { scaleAroundZero } from '../../src/report/run/tile.js';
import { timingOf } from '../../src/report/run/timing.js';
import { submissionCsv } from '../../src/report/submission.js';
import { wilsonInterval } from '../../src/report/statistics/wilson-interval.js';
import { classificationReport } from '../../src/train/classification-report.js';

describe("Wilson's interval", () => {
  // Newcombe (1998), "Two-sided confidence intervals for the single proportion", table I, method 3.
  it.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])('of %d in %d is what Newcombe published', (right, count, low, high) => {
    const interval = wilsonInterval(right, count);
    expect(interval.low).toBeCloseTo(low, 4);
    expect(interval.high).toBeCloseTo(high, 4);
  });

  it('ends at 1 where all are right, and is the mirror image of none being right', () => {
    const [all, none] = [wilsonInterval(20, 20), wilsonInterval(0, 20)];
    expect(all.high).toBe(1);
    expect(all.low).toBeCloseTo(1 - none.high, 12);
  });

  it.each([
    [1, 0],
    [-1, 5],
    [6, 5],
  ])('refuses %d of %d', (right, count) => {
    expect(() => wilsonInterval(right, count)).toThrow(`wilsonInterval: ${right} of ${count}`);
  });
});

describe('the rates of a class', () => {
  // Of class 1: TP 8, FP 1 + 2, FN 2 + 0, TN 5 + 0 + 1 + 6.
  const counts = [
    [5, 1, 0],
    [2, 8, 0],
    [1, 2, 6],
  ];
  const report = classificationReport({ classes: 3, counts });

  it('are false positives among the others, false negatives among its own, and mistakes among all', () => {
    expect(classRates(report)[1]).toMatchObject({
      truePositives: 8,
      falsePositives: 3,
      falseNegatives: 2,
      trueNegatives: 12,
      falsePositiveRate: 3 / 15,
      falseNegativeRate: 2 / 10,
      accuracy: 20 / 25,
      misclassificationRate: 5 / 25,
    });
  });

  it('name the best and the worst class and their difference', () => {
    // Recall: 5/6, 8/10, 6/9. Precision: 5/8, 8/11, 6/6.
    const { recall, precision } = extremesOf(report);
    expect(recall).toEqual({
      best: { name: '0', value: 5 / 6 },
      worst: { name: '2', value: 6 / 9 },
      difference: 5 / 6 - 6 / 9,
    });
    expect([precision.best.name, precision.worst.name]).toEqual(['2', '0']);
  });

  it('of a class that never occurs are 0, not NaN', () => {
    const [, absent] = classRates(classificationReport({ classes: 2, counts: [[3, 0], [0, 0]] })); // prettier-ignore
    expect([absent.falseNegativeRate, absent.falsePositiveRate]).toEqual([0, 0]);
  });
});

describe('mistakes', () => {
  it('are sorted by the probability of the wrong answer, and tell that of the right one', () => {
    const values = Float32Array.of(0.75, 0.25, 0.125, 0.875, 0.5, 0.5, 0.25, 0.75);
    expect(mistakesOf({ values, shape: [2] }, [0, 0, 1, 0])).toEqual([
      { index: 1, label: 0, prediction: 1, probability: 0.875, labelProbability: 0.125 },
      { index: 3, label: 0, prediction: 1, probability: 0.75, labelProbability: 0.25 },
      { index: 2, label: 1, prediction: 0, probability: 0.5, labelProbability: 0.5 },
    ]);
  });
});

describe('timing', () => {
  it('counts a last, smaller batch as a step', () => {
    const epochs = [1, 2].map((epoch) => ({ epoch, loss: 1, learningRate: 0.1, seconds: 3 * epoch }));
    expect(timingOf(epochs, { trainingImages: 250, batchSize: 100 })).toEqual({
      totalSeconds: 9,
      secondsPerEpoch: 4.5,
      imagesPerSecond: 500 / 9,
      stepsPerEpoch: 3,
      msPerStep: 1500,
    });
  });

  it('of no epoch is none', () => {
    expect(timingOf([], { trainingImages: 10, batchSize: 5 })).toBeNull();
  });
});

describe('the shrinking of a gradient', () => {
  const record = (epoch: number, ...norms: number[]) => ({
    step: epoch,
    epoch,
    norms: Object.fromEntries(norms.map((norm, i) => [`layer${i}`, norm])),
  });

  it('is the last norm over the first', () => {
    expect(shrinkingFactor(record(0, 0.001, 0.5, 2))).toBeCloseTo(2000, 9);
    expect(shrinkingFactor(record(0, 0, 2))).toBe(Infinity);
    expect(shrinkingFactor(record(0, 2))).toBeNull();
  });

  it('is said in words for the beginning and the end', () => {
    expect(shrinkingText([record(0, 0.001, 2), record(1, 3, 2)])).toBe(
      'Before the first step the gradient is 2,000 times as large in layer1 as in layer0: it vanishes on its way back, ' +
        'and the first layers learn slowly at first, if at all. At the end: 1.5 times as large in layer0 as in layer1.',
    );
    expect(shrinkingText([record(0, 1, 2)])).toMatch(
      /2 times as large in layer1 as in layer0: it reaches all layers\.$/,
    );
    expect(shrinkingText([])).toBeNull();
  });
});

describe('a scale around zero', () => {
  it('ends where 99 % of the magnitudes lie below, so that one outlier does not set it', () => {
    const values = Float32Array.from({ length: 100 }, (_, i) => (i === 50 ? -1000 : i / 100));
    expect(scaleAroundZero([{ height: 10, width: 10, values, caption: '' }])).toBeCloseTo(0.99, 6);
  });
});

describe('the spread over seeds', () => {
  const run = (name: string, seed: number, right: number, sameButSeed = 'a'): ComparedRun => ({
    name,
    seed,
    sameButSeed,
    epochs: [],
    parameters: 1,
    scoredOn: 'images',
    images: 1000,
    right,
    loss: 0,
  });

  it('has mean, standard deviation and the interval of Student of runs that differ in their seed', () => {
    const [spread, ...others] = seedSpreads([
      run('x', 0, 970),
      run('y', 1, 974),
      run('z', 2, 978),
      run('other', 0, 500, 'b'),
    ]);
    expect(others).toEqual([]);
    expect(spread).toMatchObject({ names: ['x', 'y', 'z'], seeds: [0, 1, 2], lowest: 0.97, highest: 0.978 });
    expect(spread.mean).toBeCloseTo(0.974, 12);
    expect(spread.deviation).toBeCloseTo(0.004, 12);
    // t = 4.303 with two degrees of freedom: 4.303 * 0.004 / sqrt(3) = 0.009937.
    expect(spread.interval.low).toBeCloseTo(0.974 - 0.009937, 6);
    expect(spread.interval.high).toBeCloseTo(0.974 + 0.009937, 6);
  });

  it('is none of runs with one seed', () => {
    expect(seedSpreads([run('x', 0, 970), run('again', 0, 970)])).toEqual([]);
  });
});

describe('a submission', () => {
  it('counts images from 1 under the header of the competition', () => {
    expect(submissionCsv(Int32Array.of(2, 0, 9))).toBe('ImageId,Label\n1,2\n2,0\n3,9\n');
  });
});
