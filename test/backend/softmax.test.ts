import { expect, test } from 'vitest';
import { describeOn, openWebGpu } from './adapter.js';
import { expectParity, floats, integers, run } from './parity.js';

/** On both sides of where a row gets one more lane, and a workgroup one row less. */
const columnCounts = [1, 2, 10, 16, 17, 32, 33, 255, 257, 1024, 1025];

describeOn(await openWebGpu(), 'softmax agrees with the reference', (backend) => {
  test.each(columnCounts)('softmax and its logarithm over %i columns', async (columns) => {
    const rows = 67;
    for (const logarithm of [false, true]) {
      await expectParity(backend, {
        kernel: 'softmax',
        inputs: [floats([rows, columns], columns, -8, 8)],
        outputs: [{ shape: [rows, columns], dtype: 'float32' }],
        attributes: { rows, columns, logarithm },
      });
    }
  });

  test('softmax of huge logits neither overflows nor vanishes', async () => {
    const [probabilities] = await run(backend, {
      kernel: 'softmax',
      inputs: [{ shape: [2, 2], values: Float32Array.of(1e30, 1e30, -1e30, -1e30) }],
      outputs: [{ shape: [2, 2], dtype: 'float32' }],
      attributes: { rows: 2, columns: 2, logarithm: false },
    });
    expect([...probabilities]).toEqual([0.5, 0.5, 0.5, 0.5]);
  });

  test.each(columnCounts.flatMap((columns) => [[columns, 'labels'] as const, [columns, 'distributions'] as const]))(
    'cross-entropy over %i columns of %s, and its gradient',
    async (columns, kind) => {
      const rows = 35;
      const logits = floats([rows, columns], columns, -6, 6);
      const targets = kind === 'labels' ? integers([rows], 3, 0, columns) : floats([rows, columns], 4, 0, 1);
      for (const labelSmoothing of [0, 0.1]) {
        const attributes = { rows, columns, labelSmoothing };
        await expectParity(backend, {
          kernel: 'softmaxCrossEntropy',
          inputs: [logits, targets],
          outputs: [{ shape: [rows], dtype: 'float32' }],
          attributes,
        });
        await expectParity(backend, {
          kernel: 'softmaxCrossEntropyGradient',
          inputs: [logits, targets, floats([rows], 5)],
          outputs: [{ shape: [rows, columns], dtype: 'float32' }],
          attributes,
        });
      }
    },
  );

  test('a label outside of the classes stands for a row of zeros', async () => {
    const attributes = { rows: 3, columns: 4, labelSmoothing: 0 };
    const inputs = [floats([3, 4], 6), { shape: [3], values: Int32Array.of(-1, 4, 2) }];
    await expectParity(backend, {
      kernel: 'softmaxCrossEntropy',
      inputs,
      outputs: [{ shape: [3], dtype: 'float32' }],
      attributes,
    });
    await expectParity(backend, {
      kernel: 'softmaxCrossEntropyGradient',
      inputs: [...inputs, floats([3], 7)],
      outputs: [{ shape: [3, 4], dtype: 'float32' }],
      attributes,
    });
  });

  test('a class that is impossible and not the target costs nothing', async () => {
    const [losses] = await run(backend, {
      kernel: 'softmaxCrossEntropy',
      inputs: [
        { shape: [1, 3], values: Float32Array.of(0, -1e38, 0) },
        { shape: [1], values: Int32Array.of(2) },
      ],
      outputs: [{ shape: [1], dtype: 'float32' }],
      attributes: { rows: 1, columns: 3, labelSmoothing: 0 },
    });
    expect(losses[0]).toBeCloseTo(Math.log(2), 5);
  });
});
