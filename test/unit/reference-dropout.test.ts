import { describe, expect, it } from 'vitest';
import { run } from '../../src/backend/run.js';
import { philox4x32 } from '../../src/tensor/philox.js';
import { expectClose } from '../compare.js';
import { place, randomValues } from './reference-tensors.js';

const stream = { seedLow: 7, seedHigh: 8, streamLow: 0xdeadbeef, streamHigh: 0x01234567, step: 3 };

function dropout(x: ArrayLike<number>, rate: number, changed: Partial<typeof stream> = {}) {
  return run('dropout', [place(x)], [{ shape: [x.length], dtype: 'float64' }], { rate, ...stream, ...changed })[0];
}

describe('dropout', () => {
  it('drops element i where word i mod 4 of Philox block (i div 4, step) is below rate * 2^32, and scales the others', async () => {
    const x = randomValues('x', 101);
    const expected = x.map((value, i) => {
      const words = philox4x32([7, 8], [Math.floor(i / 4), 3, 0xdeadbeef, 0x01234567]);
      return words[i % 4] < 0.3 * 2 ** 32 ? 0 : value / 0.7;
    });
    await expectClose(dropout(x, 0.3), expected, { relative: 1e-15 });
  });

  it('drops the share `rate` within five standard errors and keeps the mean', async () => {
    const n = 40_000;
    const y = await dropout(new Float64Array(n).fill(1), 0.25).data();
    const dropped = y.filter((value) => value === 0).length / n;
    expect(Math.abs(dropped - 0.25)).toBeLessThan(5 * Math.sqrt((0.25 * 0.75) / n));
  });

  it('changes with each word of seed, stream and step', async () => {
    const ones = new Float64Array(64).fill(1);
    const masks = [{}, { seedLow: 9 }, { seedHigh: 9 }, { streamLow: 9 }, { streamHigh: 9 }, { step: 9 }].map(
      async (changed) => (await dropout(ones, 0.5, changed).data()).join(),
    );
    expect(new Set(await Promise.all(masks)).size).toBe(6);
  });

  it('of rate 0 is the identity', async () => {
    const x = randomValues('x', 10);
    await expectClose(dropout(x, 0), x);
  });
});
