import { describe, expect, test } from 'vitest';
import { predictionInterval } from '../../bench/reproduce/statistics/intervals.js';
import { meanInterval } from '../../src/report/statistics/mean-interval.js';
import { inversionsOf } from '../../bench/reproduce/statistics/order.js';
import { pooledSpread } from '../../bench/reproduce/statistics/spread.js';
import { studentQuantile } from '../../src/report/statistics/student-t.js';
import { verdictOn } from '../../bench/reproduce/statistics/verdict.js';

describe("Student's t", () => {
  // Tables of the distribution, 97.5 %.
  test.each([
    [1, 12.7062],
    [2, 4.3027],
    [5, 2.5706],
    [10, 2.2281],
    [11, 2.201],
    [12, 2.1788],
    [15, 2.1314],
    [30, 2.0423],
    [60, 2.0003],
    [120, 1.9799],
    [1_000_000, 1.96],
  ])('with %i degrees of freedom has the quantile %f', (degrees, quantile) => {
    expect(Math.abs(studentQuantile(degrees) - quantile)).toBeLessThan(2e-4);
  });

  test('the expansion goes on where the table ends', () => {
    const steps = [8, 9, 10, 11, 12].map((degrees) => studentQuantile(degrees) - studentQuantile(degrees + 1));
    expect(steps).toEqual([...steps].sort((a, b) => b - a));
  });

  test.each([0, -1, 2.5, NaN])('refuses %s degrees of freedom', (degrees) => {
    expect(() => studentQuantile(degrees)).toThrow(/expected a whole number from 1 up/);
  });
});

describe('the pooled spread', () => {
  test('adds squares and degrees of freedom over the groups; a group of one adds nothing', () => {
    // means 2 and 10: squares 1 + 0 + 1 and 2 x 4, degrees 2 + 1
    expect(pooledSpread([[1, 2, 3], [8, 12], [99]])).toEqual({ deviation: Math.sqrt(10 / 3), degrees: 3 });
  });

  test('of single runs alone there is none', () => {
    expect(pooledSpread([[0.9], [0.8], []])).toBeNull();
  });
});

describe('intervals', () => {
  test('the mean of 1, 2, 3 lies within t(2) / sqrt(3) of 2', () => {
    const { low, high } = meanInterval([1, 2, 3])!;
    expect(high - 2).toBeCloseTo(4.30265 / Math.sqrt(3), 5);
    expect(2 - low).toBeCloseTo(high - 2, 12);
  });

  test('one run has no interval of its mean', () => {
    expect(meanInterval([0.97])).toBeNull();
  });

  test('one further run lies within t(7) s sqrt(1 + 1/3) of the mean of three', () => {
    const { low, high } = predictionInterval([0.96, 0.97, 0.98], { deviation: 0.002, degrees: 7 });
    expect((high - low) / 2).toBeCloseTo(2.36462 * 0.002 * Math.sqrt(4 / 3), 6);
    expect((high + low) / 2).toBeCloseTo(0.97, 12);
  });

  test('other images add the variance p (1 - p) / N of both shares, which does not shrink with more runs', () => {
    const images = [
      { share: 0.9, count: 900 },
      { share: 0.5, count: 2500 },
    ];
    const spread = { deviation: 0, degrees: 1 };
    for (const values of [[0.5], [0.5, 0.5, 0.5, 0.5]]) {
      const { low, high } = predictionInterval(values, spread, images);
      expect((high - low) / 2).toBeCloseTo(1.959964 * Math.sqrt(0.09 / 900 + 0.25 / 2500), 8);
    }
  });
});

describe('the verdict', () => {
  const prediction = { low: 0.97, high: 0.98 };
  test.each([
    [0.97, 'agrees'],
    [0.98, 'agrees'],
    [0.9699, 'better'],
    [0.9801, 'worse'],
    [null, 'unreadable'],
  ] as const)('on a published %s is %s', (published, verdict) => {
    expect(verdictOn(published, prediction)).toBe(verdict);
  });

  test('without a run of ours there is none, readable or not', () => {
    expect([verdictOn(0.97, null), verdictOn(null, null)]).toEqual(['not run', 'not run']);
  });
});

describe('the order of models', () => {
  const ranked = (published: number, ours: number) => ({ name: `${published}`, published, ours });
  test('a pair counts as turned when ours has the published loser above the winner', () => {
    const { pairs, inversions } = inversionsOf([ranked(0.4, 0.55), ranked(0.9, 0.95), ranked(0.6, 0.5)]);
    expect(pairs).toBe(3);
    expect(inversions.map(({ better, worse }) => [better.name, worse.name])).toEqual([['0.6', '0.4']]);
  });
});
