import { valueNow } from '../../src/backend/program/per-step.js';
import { describe, expect, it } from 'vitest';
import '../../src/ops/index.js';
import { ones, tensor, zeros } from '../../src/ops/create.js';
import { dropout, type DropoutOptions } from '../../src/ops/dropout.js';
import { philox4x32 } from '../../src/tensor/philox.js';
import { seedWords, streamOf } from '../../src/tensor/random.js';
import { expectClose } from '../compare.js';
import { randomTensor } from './random-tensor.js';

describe('dropout', () => {
  it.each<DropoutOptions>([
    { rate: 0.5, seed: 1 },
    { rate: 0.25, seed: 2 ** 40 + 3, stream: 'dropout/hidden', step: 17 },
    { rate: 0.9, seed: 0, stream: { low: 0xffffffff, high: 0x80000000 }, step: 2 ** 32 - 1 },
  ])('drops exactly the elements whose Philox word is below the threshold: %o', async (options) => {
    const { rate, seed, stream = 'dropout' } = options;
    const step = valueNow(options.step ?? 0);
    const { low, high } = typeof stream === 'string' ? streamOf(stream) : stream;
    const count = 1003;
    const expected = Array.from({ length: count }, (_, i) => {
      const word = philox4x32(seedWords(seed), [Math.floor(i / 4), step, low, high])[i % 4];
      return word < Math.floor(rate * 2 ** 32) ? 0 : 1 / (1 - rate);
    });
    await expectClose(dropout(ones([count], { dtype: 'float64' }), options), expected);
  });

  it.each([0.1, 0.5, 0.8])('drops a share of %d, within four standard deviations', async (rate) => {
    const count = 40_000;
    const values = await dropout(ones([count]), { rate, seed: 5 }).data();
    const dropped = values.filter((value) => value === 0).length;
    expect(Math.abs(dropped - rate * count)).toBeLessThan(4 * Math.sqrt(count * rate * (1 - rate)));
  });

  it('keeps everything as it is at rate 0', async () => {
    const x = randomTensor('x', [3, 7]);
    await expectClose(dropout(x, { rate: 0, seed: 1 }), x);
  });

  it('lets the gradient through where it let the values through, scaled likewise', async () => {
    const x = tensor(new Float32Array(500).fill(1), { requiresGrad: true });
    const y = dropout(x, { rate: 0.4, seed: 3, step: 2 });
    y.sum().backward();
    await expectClose(x.grad!, await y.data());
  });

  it('draws other elements for another seed, stream or step, and the same ones for the same', async () => {
    const masks = await Promise.all(
      [
        { seed: 1, stream: 'a', step: 0 },
        { seed: 2, stream: 'a', step: 0 },
        { seed: 1, stream: 'b', step: 0 },
        { seed: 1, stream: 'a', step: 1 },
        { seed: 1, stream: 'a', step: 0 },
      ].map(async (options) => String(await dropout(ones([100]), { rate: 0.5, ...options }).data())),
    );
    expect(masks[4]).toBe(masks[0]);
    expect(new Set(masks).size).toBe(4);
  });

  it.each([
    ['rate 1', { rate: 1, seed: 0 }, 'dropout: the rate is 1, expected 0 <= rate < 1'],
    ['a negative rate', { rate: -0.1, seed: 0 }, 'dropout: the rate is -0.1, expected 0 <= rate < 1'],
    ['a rate that is no number', { rate: NaN, seed: 0 }, 'dropout: the rate is NaN, expected 0 <= rate < 1'],
    ['half a seed', { rate: 0.5, seed: 0.5 }, 'the seed is 0.5, expected a whole number from 0 to 2^53 - 1'],
    ['a step before the first', { rate: 0.5, seed: 0, step: -1 }, 'dropout: the step is -1, expected a whole number'],
    ['a step past 32 bits', { rate: 0.5, seed: 0, step: 2 ** 32 }, 'dropout: the step is 4294967296, expected a whole'],
  ])('refuses %s', (_what, options, message) => {
    expect(() => dropout(zeros([4]), options)).toThrow(message);
  });

  it('refuses labels', () => {
    const labels = zeros([4], { dtype: 'int32' });
    expect(() => dropout(labels, { rate: 0.5, seed: 0 })).toThrow('dropout: the input [4] is int32');
  });
});
