import fc from 'fast-check';
import { expect, test } from 'vitest';
import { describeOnEach } from './adapter.js';
import { expectParity, floats, run } from './parity.js';

await describeOnEach('batch normalisation agrees with the reference', (backend) => {
  const channelCounts = [1, 2, 12, 255, 257];
  const rowCounts = [1, 5, 256, 257, 1025];

  test.each(
    channelCounts.flatMap((channels, i) => [
      [rowCounts[i], channels],
      [rowCounts[4 - i], channels],
    ]),
  )('moments of [%i, %i]', async (rows, channels) => {
    await expectParity(backend, {
      kernel: 'moments',
      inputs: [floats([rows, channels], rows, -3, 5)],
      outputs: [
        { shape: [channels], dtype: 'float32' },
        { shape: [channels], dtype: 'float32' },
      ],
      attributes: { rows, channels },
    });
  });

  test('a large mean does not swallow the variance', async () => {
    const [rows, channels] = [3000, 3];
    const x = floats([rows, channels], 5, 1000, 1001);
    const [, variance] = await run(backend, {
      kernel: 'moments',
      inputs: [x],
      outputs: [
        { shape: [channels], dtype: 'float32' },
        { shape: [channels], dtype: 'float32' },
      ],
      attributes: { rows, channels },
    });
    // The variance of a uniform number in [0, 1) is 1 / 12.
    for (const value of variance) expect(value).toBeCloseTo(1 / 12, 2);
  });

  test('normalisation and its gradient, over random shapes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 2, max: 400 }), fc.integer({ min: 1, max: 33 }), async (rows, channels) => {
        const x = floats([rows, channels], rows, -2, 3);
        const perChannel = (seed: number, low: number, high: number) => floats([channels], seed, low, high);
        const [mean, variance, gamma] = [perChannel(1, -1, 1), perChannel(2, 0.1, 2), perChannel(3, -2, 2)];
        const attributes = { rows, channels, epsilon: 1e-3 };
        await expectParity(backend, {
          kernel: 'batchNormalize',
          inputs: [x, mean, variance, gamma, perChannel(4, -1, 1)],
          outputs: [{ shape: [rows, channels], dtype: 'float32' }],
          attributes,
        });
        await expectParity(backend, {
          kernel: 'batchNormGradient',
          inputs: [floats([rows, channels], 6), x, mean, variance, gamma],
          outputs: [
            { shape: [rows, channels], dtype: 'float32' },
            { shape: [channels], dtype: 'float32' },
            { shape: [channels], dtype: 'float32' },
          ],
          attributes,
        });
      }),
      { numRuns: 6 },
    );
  });

  // Whole vectors and not; so many rows that threads share them, and the last has fewer.
  test.each([1, 3, 4, 6, 12, 16, 63, 65, 100, 130])('of many rows of %i channels', async (channels) => {
    const rows = 1 + Math.ceil(30_000 / channels);
    const x = floats([rows, channels], 7, -2, 3);
    const perChannel = (seed: number, low: number, high: number) => floats([channels], seed, low, high);
    const [mean, variance, gamma] = [perChannel(1, -1, 1), perChannel(2, 0.1, 2), perChannel(3, -2, 2)];
    const ofChannels = { shape: [channels], dtype: 'float32' } as const;
    const ofX = { shape: [rows, channels], dtype: 'float32' } as const;
    const attributes = { rows, channels, epsilon: 1e-3 };
    await expectParity(backend, {
      kernel: 'moments',
      inputs: [x],
      outputs: [ofChannels, ofChannels],
      attributes: { rows, channels },
    });
    await expectParity(backend, {
      kernel: 'batchNormalize',
      inputs: [x, mean, variance, gamma, perChannel(4, -1, 1)],
      outputs: [ofX],
      attributes,
    });
    await expectParity(backend, {
      kernel: 'batchNormGradient',
      inputs: [floats([rows, channels], 6), x, mean, variance, gamma],
      outputs: [ofX, ofChannels, ofChannels],
      attributes,
    });
  });
});
