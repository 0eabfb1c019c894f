import { describe, expect, test } from 'vitest';
import { compareMeasurements } from '../../bench/compare.js';
import { comparisonText } from '../../bench/tables.js';
import { measured } from './bench-result.js';

const steady = [10, 10.1, 9.9, 10, 10.05, 9.95, 10, 10.1, 9.9];
const noisy = [5, 8, 20, 11, 30, 10, 6, 25, 9];
const times = (samples: readonly number[], factor: number) => samples.map((sample) => sample * factor);
const verdictOf = (before: readonly number[], now: readonly number[]) =>
  compareMeasurements([measured(before)], [measured(now)]).pairs[0].verdict;

describe('comparing results', () => {
  test('a steady measurement that takes a tenth longer is slower', () => {
    expect(verdictOf(steady, times(steady, 1.1))).toBe('slower');
  });

  test('a steady measurement that takes a tenth less is faster', () => {
    expect(verdictOf(steady, times(steady, 0.9))).toBe('faster');
  });

  test('a noisy measurement that takes a tenth longer is within noise', () => {
    expect(verdictOf(noisy, times(noisy, 1.1))).toBe('same');
  });

  test('two hundredths are not reported, however steady', () => {
    expect(verdictOf(steady, times(steady, 1.02))).toBe('same');
  });

  test('a result is the same as itself', () => {
    expect(verdictOf(noisy, noisy)).toBe('same');
  });

  test('measurements that only one result has are named, not compared', () => {
    const comparison = compareMeasurements(
      [measured(steady, { name: 'W1' }), measured(steady, { name: 'W2' })],
      [measured(steady, { name: 'W2' }), measured(steady, { name: 'W3' })],
    );
    expect(comparison.pairs.map(({ id }) => id)).toEqual(['W2 on reference']);
    expect(comparison.onlyBefore).toEqual(['W1 on reference']);
    expect(comparison.onlyNow).toEqual(['W3 on reference']);
  });

  test('the text lists what changed and counts the rest', () => {
    const before = [measured(steady, { name: 'W1' }), measured(steady, { name: 'W2' })];
    const now = [measured(times(steady, 2), { name: 'W1' }), measured(steady, { name: 'W2' })];
    const text = comparisonText(compareMeasurements(before, now));
    expect(text).toMatch(/^W1 on reference\s+slower\s+10\s+20\s+2\.00$/m);
    expect(text).toMatch(/1 slower, 0 faster, 1 the same within noise/);
  });
});
