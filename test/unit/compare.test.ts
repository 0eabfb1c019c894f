import { describe, expect, it } from 'vitest';
import { expectClose, ulpsBetween } from '../compare.js';
import { place } from './reference-tensors.js';

describe('expectClose', () => {
  it('shows the worst element with its index, both values and the error in ulps', () => {
    const actual = place([1, 2, 3, 4.5, 5, 6.25], [2, 3], 'float32');
    return expect(expectClose(actual, [1, 2, 3, 4, 5, 6], { absolute: 0.1, what: 'dx' })).rejects.toThrow(
      'dx: 2 of 6 elements are off; the worst is [1, 0]: 4.5, expected 4 (error 5.00e-1, 1048576 ulps of float32; allowed 1.00e-1)',
    );
  });

  it('takes the relative tolerance of the largest expected element, not of each', () => {
    expectClose([0.05, 100], [0, 100], { relative: 1e-3 });
    expect(() => expectClose([0.2, 100], [0, 100], { relative: 1e-3 })).toThrow(/the worst is \[0\]/);
  });

  it('without a tolerance wants equal values', () => {
    expectClose([0.1, -0], [0.1, 0]);
    expect(() => expectClose([0.1 + 0.2], [0.3])).toThrow(/1 ulps of float64/);
  });

  it('lets NaN agree only with NaN and an infinity only with itself, whatever the tolerance', () => {
    expectClose([NaN, Infinity, -Infinity], [NaN, Infinity, -Infinity]);
    expect(() => expectClose([NaN], [1], { absolute: 1e9 })).toThrow(/NaN, expected 1/);
    expect(() => expectClose([1], [NaN], { absolute: 1e9 })).toThrow(/1, expected NaN/);
    expect(() => expectClose([Infinity], [-Infinity], { relative: 1 })).toThrow(/Infinity, expected -Infinity/);
    expect(() => expectClose([1e308], [Infinity], { relative: 1 })).toThrow(/expected Infinity/);
  });

  it('compares shapes where both are known and sizes where not', async () => {
    await expectClose(place([1, 2, 3, 4], [2, 2]), [
      [1, 2],
      [3, 4],
    ]);
    await expect(expectClose(place([1, 2, 3, 4], [4, 1]), place([1, 2, 3, 4], [2, 2]))).rejects.toThrow(
      'the shape is [4, 1], expected [2, 2]',
    );
    expect(() => expectClose([1, 2], [1, 2, 3])).toThrow('2 elements [2], expected 3 [3]');
  });
});

describe('ulpsBetween', () => {
  it('counts the representable numbers from one to the other, across zero too', () => {
    expect(ulpsBetween(1, 1 + Number.EPSILON, 'float64')).toBe(1);
    expect(ulpsBetween(1, 1 + 2 ** -23, 'float32')).toBe(1);
    expect(ulpsBetween(-Number.MIN_VALUE, Number.MIN_VALUE, 'float64')).toBe(2);
    expect(ulpsBetween(-0, 0, 'float32')).toBe(0);
    expect(ulpsBetween(NaN, 1, 'float32')).toBe(Infinity);
  });
});
