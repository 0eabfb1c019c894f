import { describe, it } from 'vitest';
import { run } from '../../src/backend/run.js';
import type { Tensor } from '../../src/tensor/tensor.js';
import { expectClose } from '../compare.js';
import { place, randomValues } from './reference-tensors.js';

function moments(x: ArrayLike<number>, rows: number, channels: number) {
  const output = { shape: [channels], dtype: 'float64' } as const;
  return run('moments', [place(x)], [output, output], { rows, channels });
}

describe('moments', () => {
  it('are the mean and the biased variance of each column', async () => {
    // By hand: columns 1, 3, 5 and 2, 2, 8.
    const [mean, variance] = moments([1, 2, 3, 2, 5, 8], 3, 2);
    await expectClose(mean, [3, 4]);
    await expectClose(variance, [8 / 3, 8]);
  });

  it('do not cancel when the mean is large', async () => {
    const [mean, variance] = moments([1e9, 1e9 + 1, 1e9 + 2], 3, 1);
    await expectClose(mean, [1e9 + 1]);
    await expectClose(variance, [2 / 3]);
  });
});

describe('batchNormalize', () => {
  it('subtracts the mean, divides by the deviation, scales and shifts, channel by channel', async () => {
    // By hand: (5 - 1) / sqrt(3.75 + 0.25) = 2 and (-1 - 2) / sqrt(8.75 + 0.25) = -1.
    const [mean, variance, gamma, beta] = [place([1, 2]), place([3.75, 8.75]), place([10, 100]), place([0.5, -7])];
    const attributes = { rows: 1, channels: 2, epsilon: 0.25 };
    const inputs: [Tensor, Tensor, Tensor, Tensor, Tensor] = [place([5, -1]), mean, variance, gamma, beta];
    const [y] = run('batchNormalize', inputs, [{ shape: [2], dtype: 'float64' }], attributes);
    await expectClose(y, [20.5, -107]);
  });
});

describe('batchNormGradient', () => {
  const [rows, channels, epsilon] = [7, 3, 1e-3];
  const x = randomValues('x', rows * channels);
  const [gamma, beta] = [randomValues('gamma', channels), randomValues('beta', channels)];
  const dy = randomValues('dy', rows * channels);

  /** <dy, batchNormalize(x, own moments)>, as the formula says. */
  function projection(x: Float64Array, gamma: Float64Array, beta: Float64Array): number {
    let sum = 0;
    for (let c = 0; c < channels; c++) {
      const column = x.filter((_, i) => i % channels === c);
      const mean = column.reduce((total, value) => total + value, 0) / rows;
      const variance = column.reduce((total, value) => total + (value - mean) ** 2, 0) / rows;
      column.forEach((value, r) => {
        sum += dy[r * channels + c] * ((gamma[c] * (value - mean)) / Math.sqrt(variance + epsilon) + beta[c]);
      });
    }
    return sum;
  }

  function differences(values: Float64Array, project: (moved: Float64Array) => number): Float64Array {
    const step = 1e-5;
    return values.map((_, i) => {
      const moved = (change: number) => values.map((value, j) => (j === i ? value + change : value));
      return (project(moved(step)) - project(moved(-step))) / (2 * step);
    });
  }

  it('agrees with central differences through the mean and the variance', async () => {
    const [mean, variance] = moments(x, rows, channels);
    const perChannel = { shape: [channels], dtype: 'float64' } as const;
    const [dx, dgamma, dbeta] = run(
      'batchNormGradient',
      [place(dy), place(x), mean, variance, place(gamma)],
      [{ shape: [rows * channels], dtype: 'float64' }, perChannel, perChannel],
      { rows, channels, epsilon },
    );
    const tolerance = { relative: 1e-8 };
    await expectClose(
      dx,
      differences(x, (moved) => projection(moved, gamma, beta)),
      { ...tolerance, what: 'dx' },
    );
    await expectClose(
      dgamma,
      differences(gamma, (moved) => projection(x, moved, beta)),
      { ...tolerance, what: 'dgamma' },
    );
    await expectClose(
      dbeta,
      differences(beta, (moved) => projection(x, gamma, moved)),
      { ...tolerance, what: 'dbeta' },
    );
  });
});
