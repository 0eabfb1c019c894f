import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fans, initialValues, type Initializer, type InitializerName } from '../../src/tensor/initializers.js';
import { sizeOf, type Shape } from '../../src/tensor/shape.js';

const DENSE: Shape = [300, 100];
const KERNEL: Shape = [5, 5, 12, 40];

function moments(values: Float64Array) {
  const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
  const variance = values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length;
  const largest = values.reduce((most, v) => Math.max(most, Math.abs(v)), 0);
  return { mean, variance, largest };
}

describe('fans', () => {
  it.each([
    ['a scalar', [], 1, 1],
    ['a vector', [7], 7, 7],
    ['a dense kernel', [784, 200], 784, 200],
    ['a convolution kernel counts its positions', [5, 4, 12, 23], 240, 460],
  ])('%s: %j', (_, shape, fanIn, fanOut) => {
    expect(fans(shape)).toEqual({ fanIn, fanOut });
  });
});

describe('the scaled families', () => {
  // Variances by Keras' formulas, the convolution's fans being 25 times its channels.
  const cases: [InitializerName, Shape, number][] = [
    ['glorotUniform', DENSE, 2 / (300 + 100)],
    ['glorotUniform', KERNEL, 2 / (25 * 12 + 25 * 40)],
    ['glorotNormal', DENSE, 2 / (300 + 100)],
    ['heUniform', DENSE, 2 / 300],
    ['heNormal', KERNEL, 2 / (25 * 12)],
    ['lecunUniform', KERNEL, 1 / (25 * 12)],
    ['lecunNormal', DENSE, 1 / 300],
  ];

  it.each(cases)('%s of %j has mean 0 and variance %f', (name, shape, variance) => {
    const found = moments(initialValues(name, shape, 1, 'kernel'));
    const count = sizeOf(shape);
    expect(Math.abs(found.mean)).toBeLessThan(4 * Math.sqrt(variance / count));
    // The variance of a sample of `count` is off by about sqrt(2 / count) of itself, for these flat distributions by less.
    expect(Math.abs(found.variance / variance - 1)).toBeLessThan(4 * Math.sqrt(2 / count));
  });

  it('uniform ones reach up to sqrt(3 variance) and never beyond', () => {
    const limit = Math.sqrt(6 / (300 + 100));
    const { largest } = moments(initialValues('glorotUniform', DENSE, 1, 'kernel'));
    expect(largest).toBeLessThanOrEqual(limit);
    expect(largest).toBeGreaterThan(0.999 * limit);
  });

  it('normal ones are cut off at two deviations of the uncut distribution', () => {
    const cut = (2 * Math.sqrt(2 / 300)) / 0.8796256610342398;
    const { largest } = moments(initialValues('heNormal', DENSE, 1, 'kernel'));
    expect(largest).toBeLessThanOrEqual(cut);
    expect(largest).toBeGreaterThan(0.99 * cut);
  });
});

describe('plain initialisers', () => {
  it('zeros, ones and constant fill the shape with one value', () => {
    expect([...initialValues('zeros', [2, 2], 0, 'a')]).toEqual([0, 0, 0, 0]);
    expect([...initialValues('ones', [3], 0, 'a')]).toEqual([1, 1, 1]);
    expect([...initialValues({ kind: 'constant', value: -0.5 }, [2], 0, 'a')]).toEqual([-0.5, -0.5]);
  });

  it('uniform lies between its bounds', () => {
    const values = initialValues({ kind: 'uniform', low: 2, high: 5 }, [4000], 0, 'a');
    expect(Math.min(...values)).toBeGreaterThanOrEqual(2);
    expect(Math.max(...values)).toBeLessThan(5);
    expect(moments(values).mean).toBeCloseTo(3.5, 1);
  });

  it('normal has the mean and the deviation asked for, and goes beyond two deviations', () => {
    const { mean, variance, largest } = moments(
      initialValues({ kind: 'normal', mean: 1, standardDeviation: 0.1 }, [10000], 0, 'a'),
    );
    expect(mean).toBeCloseTo(1, 2);
    expect(Math.sqrt(variance)).toBeCloseTo(0.1, 2);
    expect(largest).toBeGreaterThan(1.25);
  });
});

describe('orthogonal', () => {
  /** Dot products of all pairs of columns, or of rows where there are more columns than rows. */
  function gram(values: Float64Array, rows: number, columns: number): number[][] {
    const [count, length] = rows >= columns ? [columns, rows] : [rows, columns];
    const at = (v: number, i: number) => (rows >= columns ? values[i * columns + v] : values[v * columns + i]);
    const range = (n: number) => Array.from({ length: n }, (_, i) => i);
    return range(count).map((a) =>
      range(count).map((b) => range(length).reduce((sum, i) => sum + at(a, i) * at(b, i), 0)),
    );
  }

  it('gives orthonormal columns of tall matrices and orthonormal rows of wide ones, times the gain', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 12 }),
        fc.nat(1000),
        (rows, columns, seed) => {
          const values = initialValues({ kind: 'orthogonal', gain: 3 }, [rows, columns], seed, 'kernel');
          gram(values, rows, columns).forEach((row, a) =>
            row.forEach((product, b) => expect(product).toBeCloseTo(a === b ? 9 : 0, 12)),
          );
        },
      ),
      { numRuns: 40 },
    );
  });

  it('takes all axes of a convolution kernel but the last as rows', () => {
    const values = initialValues('orthogonal', [2, 3, 4, 5], 7, 'kernel');
    gram(values, 24, 5).forEach((row, a) =>
      row.forEach((product, b) => expect(product).toBeCloseTo(a === b ? 1 : 0, 12)),
    );
  });
});

describe('first values', () => {
  const all: Initializer[] = [
    'glorotUniform',
    'heNormal',
    'orthogonal',
    { kind: 'normal', mean: 0, standardDeviation: 1 },
  ];

  it.each(all)('of %j depend on seed and stream alone', (initializer) => {
    const first = initialValues(initializer, [6, 5], 3, 'dense/kernel');
    expect(initialValues(initializer, [6, 5], 3, 'dense/kernel')).toEqual(first);
    expect(initialValues(initializer, [6, 5], 4, 'dense/kernel')).not.toEqual(first);
    expect(initialValues(initializer, [6, 5], 3, 'dense_1/kernel')).not.toEqual(first);
  });
});

describe('what is no initialiser', () => {
  it.each<[unknown, RegExp]>([
    ['glorot', /^initializer: "glorot" is no initialiser \(known: zeros, ones, glorotUniform, .*\)$/],
    [null, /^initializer: null is no initialiser/],
    [{ kind: 'weibull' }, /^initializer: unknown initialiser 'weibull' \(known: /],
    [{ kind: 'uniform', low: 0 }, /^initializer: the initialiser 'uniform' needs a finite 'high', found undefined$/],
    [{ kind: 'constant', value: NaN }, /^initializer: the initialiser 'constant' needs a finite 'value', found NaN$/],
  ])('%j is refused', (initializer, message) => {
    expect(() => initialValues(initializer as Initializer, [2, 2], 0, 'a')).toThrow(message);
  });

  it('an orthogonal vector is refused', () => {
    expect(() => initialValues('orthogonal', [4], 0, 'a')).toThrow(
      "initializer: 'orthogonal' needs two axes or more, found [4]",
    );
  });
});
