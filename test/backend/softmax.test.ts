import { describe, expect, test } from 'vitest';
import { describeOnEach, openWasm } from './adapter.js';
import { expectParity, floats, integers, run } from './parity.js';

/** On both sides of where a row gets one more lane, and a workgroup one row less. */
const columnCounts = [1, 2, 10, 16, 17, 32, 33, 255, 257, 1024, 1025];

await describeOnEach('softmax agrees with the reference', (backend) => {
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

  test.each([1, 2, 3, 4, 5, 15, 16, 17, 47, 48, 49, 259])('%i rows of 10 columns', async (rows) => {
    const logits = floats([rows, 10], rows, -6, 6);
    const attributes = { rows, columns: 10, labelSmoothing: 0.05 };
    for (const targets of [integers([rows], 3, -1, 11), floats([rows, 10], 4, 0, 1)]) {
      await expectParity(backend, {
        kernel: 'softmaxCrossEntropy',
        inputs: [logits, targets],
        outputs: [{ shape: [rows], dtype: 'float32' }],
        attributes,
      });
      await expectParity(backend, {
        kernel: 'softmaxCrossEntropyGradient',
        inputs: [logits, targets, floats([rows], 5)],
        outputs: [{ shape: [rows, 10], dtype: 'float32' }],
        attributes,
      });
    }
    await expectParity(backend, {
      kernel: 'softmax',
      inputs: [logits],
      outputs: [{ shape: [rows, 10], dtype: 'float32' }],
      attributes: { rows, columns: 10, logarithm: false },
    });
  });
});

describe('softmax [wasm]', async () => {
  const backend = await openWasm(2);

  test.each([3, 19])('a NaN or an infinity among %i logits makes the row NaN, and no other', async (columns) => {
    for (const value of [NaN, Infinity]) {
      const logits = floats([3, columns], 8);
      logits.values[columns + 1] = value;
      for (const logarithm of [false, true]) {
        await expectParity(backend, {
          kernel: 'softmax',
          inputs: [logits],
          outputs: [{ shape: [3, columns], dtype: 'float32' }],
          attributes: { rows: 3, columns, logarithm },
        });
      }
      await expectParity(backend, {
        kernel: 'softmaxCrossEntropy',
        inputs: [logits, integers([3], 9, 0, columns)],
        outputs: [{ shape: [3], dtype: 'float32' }],
        attributes: { rows: 3, columns, labelSmoothing: 0 },
      });
    }
  });
});
