import { expect, test } from 'vitest';
import { describeOnEach } from './adapter.js';
import { expectParity, floats, integers, run } from './parity.js';

await describeOnEach('counts agree with the reference', (backend) => {
  test.each([1, 2, 3, 4, 5, 7, 15, 17, 255, 257, 16_383, 16_385, 100_003])(
    'numbers that are not finite among %i, added to the count',
    async (size) => {
      const x = floats([size], size);
      const places: [number, number][] = [
        [0, NaN],
        [size - 1, Infinity],
        [size >> 1, -Infinity],
      ];
      for (const [at, value] of places) x.values[at] = value;
      await expectParity(backend, {
        kernel: 'countNonFinite',
        inputs: [x],
        outputs: [{ shape: [1], values: Int32Array.of(5) }],
        attributes: {},
      });
    },
  );

  test('the largest numbers, denormals and zeros are finite', async () => {
    const x = Float32Array.of(3.4028234663852886e38, -3.4028234663852886e38, 1e-45, -0, 0);
    const [count] = await run(backend, {
      kernel: 'countNonFinite',
      inputs: [{ shape: [5], values: x }],
      outputs: [{ shape: [1], values: Int32Array.of(0) }],
      attributes: {},
    });
    expect([...count]).toEqual([0]);
  });

  test('every NaN is found, whatever its bits', async () => {
    const bits = Uint32Array.of(0x7fc00000, 0xffc00001, 0x7f800001, 0xffffffff, 0x7f800000, 0xff800000);
    const [count] = await run(backend, {
      kernel: 'countNonFinite',
      inputs: [{ shape: [6], values: new Float32Array(bits.buffer) }],
      outputs: [{ shape: [1], values: Int32Array.of(0) }],
      attributes: {},
    });
    expect([...count]).toEqual([6]);
  });

  test.each([
    [10, 1000],
    [2, 255],
    [3, 257],
  ])('the confusion matrix of %i classes, some outside', async (classes, size) => {
    await expectParity(backend, {
      kernel: 'confusionMatrix',
      inputs: [integers([size], 1, -1, classes + 1), integers([size], 2, -1, classes + 1)],
      outputs: [integers([classes, classes], 3, 0, 9)],
      attributes: { classes },
    });
  });
});
