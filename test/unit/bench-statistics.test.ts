import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fitPowerLaw, notchHalfWidth, quantile, spreadOf } from '../../bench/statistics.js';

describe('spreads', () => {
  test('the quartiles of 1, 2, 3, 4 are 1.75, 2.5 and 3.25, as in NumPy', () => {
    expect(spreadOf([4, 2, 1, 3])).toEqual({
      count: 4,
      min: 1,
      lowerQuartile: 1.75,
      median: 2.5,
      upperQuartile: 3.25,
      max: 4,
    });
  });

  test('one number is its own median and quartiles', () => {
    expect(spreadOf([7])).toEqual({ count: 1, min: 7, lowerQuartile: 7, median: 7, upperQuartile: 7, max: 7 });
  });

  test.each([[[]], [[1, NaN]], [[Infinity]]])('%j has no spread', (samples) => {
    expect(() => spreadOf(samples)).toThrow(RangeError);
  });

  test('the five numbers are in order, whatever the samples', () => {
    const samples = fc.array(fc.double({ noNaN: true, min: -1e9, max: 1e9 }), { minLength: 1 });
    fc.assert(
      fc.property(samples, (values) => {
        const { min, lowerQuartile, median, upperQuartile, max } = spreadOf(values);
        const five = [min, lowerQuartile, median, upperQuartile, max];
        // Interpolation between equal numbers may round in the last digit.
        five.slice(1).forEach((value, i) => expect(value).toBeGreaterThanOrEqual(five[i] - 1e-6));
      }),
    );
  });

  test('the share 0 is the smallest, 1 the largest', () => {
    expect([quantile([3, 5, 9], 0), quantile([3, 5, 9], 1)]).toEqual([3, 9]);
  });

  test('the notch of quartiles 10 and 20 of 25 samples is 1.57 * 10 / 5', () => {
    const spread = { count: 25, min: 0, lowerQuartile: 10, median: 15, upperQuartile: 20, max: 30 };
    expect(notchHalfWidth(spread)).toBeCloseTo(3.14, 12);
  });
});

describe('power laws', () => {
  test('points on 3 x^1.5 give back 3 and 1.5', () => {
    const { factor, exponent } = fitPowerLaw([1, 4, 16, 256].map((x) => ({ x, y: 3 * x ** 1.5 })));
    expect(factor).toBeCloseTo(3, 10);
    expect(exponent).toBeCloseTo(1.5, 10);
  });

  test('points at one x have none', () => {
    const points = [1, 2].map((y) => ({ x: 8, y }));
    expect(() => fitPowerLaw(points)).toThrow('two or more different x');
  });
});
