import { expect, test } from 'vitest';
import { philox4x32 } from '../../src/tensor/philox.js';
import { describeOnEach } from './adapter.js';
import { expectParity, floats, run } from './parity.js';

const words = { seedLow: 0xdeadbeef, seedHigh: 0x12345678, streamLow: 0xffffffff, streamHigh: 0x9abcdef0, step: 77 };

await describeOnEach('dropout agrees with the reference', (backend) => {
  test.each([1, 2, 3, 4, 5, 11, 12, 13, 15, 16, 17, 1023, 1024, 1025, 2049, 4099, 20_001])(
    'for %i elements',
    async (size) => {
      for (const rate of [0, 0.25, 0.9]) {
        await expectParity(backend, {
          kernel: 'dropout',
          inputs: [floats([size], size, 1, 2)],
          outputs: [{ shape: [size], dtype: 'float32' }],
          attributes: { rate, ...words },
        });
      }
    },
  );

  test('its random words are those of Philox, bit for bit', async () => {
    // 1 / (1 - rate) is the value of what is kept, so the outcome shows which words lie below the threshold.
    const size = 64;
    for (const rate of [0.1, 0.3, 0.5, 0.7, 0.9]) {
      const [y] = await run(backend, {
        kernel: 'dropout',
        inputs: [{ shape: [size], values: new Float32Array(size).fill(1) }],
        outputs: [{ shape: [size], dtype: 'float32' }],
        attributes: { rate, ...words },
      });
      const dropped = Array.from({ length: size }, (_, i) => {
        const counter = [i >>> 2, words.step, words.streamLow, words.streamHigh] as const;
        return philox4x32([words.seedLow, words.seedHigh], counter)[i % 4] < Math.floor(rate * 2 ** 32);
      });
      expect(Array.from(y, (value) => value === 0)).toEqual(dropped);
    }
  });
});
