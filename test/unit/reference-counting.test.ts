import { describe, it } from 'vitest';
import { runInPlace } from '../../src/backend/run.js';
import { expectClose } from '../compare.js';
import { place } from './reference-tensors.js';

describe('countNonFinite', () => {
  it.each(['float32', 'float64'] as const)(
    'adds the number of NaN and infinite %s elements to the count',
    async (dtype) => {
      const largest = dtype === 'float32' ? 3.4028234663852886e38 : Number.MAX_VALUE;
      const count = place([5], [1], 'int32');
      const x = place([0, -0, NaN, 1, Infinity, largest, -largest, -Infinity, 5e-324, -NaN], [10], dtype);
      runInPlace('countNonFinite', [x], [count], {});
      await expectClose(count, [9]);
    },
  );
});

describe('confusionMatrix', () => {
  it('counts labels by row and predictions by column, on top of what was counted', async () => {
    const counts = place([100, 0, 0, 0, 0, 0, 0, 0, 0], [3, 3], 'int32');
    const labels = place([0, 0, 2, 2, 1], [5], 'int32');
    const predictions = place([0, 1, 2, 2, 0], [5], 'int32');
    runInPlace('confusionMatrix', [labels, predictions], [counts], { classes: 3 });
    await expectClose(counts, [
      [101, 1, 0],
      [1, 0, 0],
      [0, 0, 2],
    ]);
  });

  it('leaves out what has no place in the matrix', async () => {
    const counts = place([0, 0, 0, 0], [2, 2], 'int32');
    const labels = place([-1, 2, 0, 1], [4], 'int32');
    const predictions = place([0, 0, 2, 1], [4], 'int32');
    runInPlace('confusionMatrix', [labels, predictions], [counts], { classes: 2 });
    await expectClose(counts, [
      [0, 0],
      [0, 1],
    ]);
  });
});
