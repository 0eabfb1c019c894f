import { describe, it } from 'vitest';
import { run } from '../../src/backend/run.js';
import type { Tensor } from '../../src/tensor/tensor.js';
import { expectClose } from '../compare.js';
import { place, randomValues } from './reference-tensors.js';

function softmax(x: number[], columns: number, logarithm = false): Tensor {
  const output = { shape: [x.length], dtype: 'float64' } as const;
  return run('softmax', [place(x)], [output], { rows: x.length / columns, columns, logarithm })[0];
}

function crossEntropy(logits: ArrayLike<number>, targets: Tensor, columns: number, labelSmoothing = 0): Tensor {
  const rows = logits.length / columns;
  const attributes = { rows, columns, labelSmoothing };
  return run('softmaxCrossEntropy', [place(logits), targets], [{ shape: [rows], dtype: 'float64' }], attributes)[0];
}

function crossEntropyGradient(
  logits: ArrayLike<number>,
  targets: Tensor,
  dlosses: number[],
  columns: number,
  labelSmoothing = 0,
): Tensor {
  const attributes = { rows: dlosses.length, columns, labelSmoothing };
  const output = { shape: [logits.length], dtype: 'float64' } as const;
  return run('softmaxCrossEntropyGradient', [place(logits), targets, place(dlosses)], [output], attributes)[0];
}

const ln = Math.log;

describe('softmax', () => {
  // By hand: exp of the logits is 1, 2, 5 and 4, 4, 8.
  const logits = [0, ln(2), ln(5), ln(4), ln(4), ln(8)];

  it('divides each exponential by its row sum', async () => {
    await expectClose(softmax(logits, 3), [1 / 8, 2 / 8, 5 / 8, 1 / 4, 1 / 4, 1 / 2], { relative: 1e-15 });
    await expectClose(softmax(logits, 3, true), [1 / 8, 2 / 8, 5 / 8, 1 / 4, 1 / 4, 1 / 2].map(ln), {
      relative: 1e-15,
    });
  });

  it('neither overflows nor underflows: only differences of logits count', async () => {
    await expectClose(softmax([1000, 1000 + ln(3)], 2), [0.25, 0.75], { relative: 1e-13 });
    await expectClose(softmax([-1000, 0], 2, true), [-1000, 0]);
    await expectClose(softmax([-Infinity, 3], 2), [0, 1]);
  });

  it('a NaN makes its row NaN, and no other', async () => {
    await expectClose(softmax([NaN, 1, 0, 0], 2), [NaN, NaN, 0.5, 0.5], { relative: 1e-15 });
  });
});

describe('softmax cross-entropy', () => {
  const logits = [0, ln(2), ln(5), ln(4), ln(4), ln(8)];
  const labels = place([2, 0], [2], 'int32');
  const distributions = place([0, 0, 1, 0.5, 0.5, 0], [2, 3]);

  it('is minus the logarithm of the probability of the label', async () => {
    await expectClose(crossEntropy(logits, labels, 3), [-ln(5 / 8), -ln(1 / 4)], { relative: 1e-15 });
  });

  it('weighs the logarithms by a distribution', async () => {
    await expectClose(crossEntropy(logits, distributions, 3), [-ln(5 / 8), -ln(1 / 4)], { relative: 1e-15 });
  });

  it('smooths labels towards the uniform distribution', async () => {
    const smoothed = 0.2 * -(ln(1 / 8) + ln(2 / 8)) + (0.4 + 0.2) * -ln(5 / 8);
    await expectClose(crossEntropy(logits.slice(0, 3), place([2], [1], 'int32'), 3, 0.6), [smoothed], {
      relative: 1e-15,
    });
  });

  it('an impossible class that is not the target costs nothing; as the target it costs infinity', async () => {
    await expectClose(crossEntropy([-Infinity, 0], place([1], [1], 'int32'), 2), [0]);
    await expectClose(crossEntropy([-Infinity, 0], place([0, 1], [1, 2]), 2), [0]);
    await expectClose(crossEntropy([-Infinity, 0], place([0], [1], 'int32'), 2), [Infinity]);
  });

  it('has the gradient probability minus target, times what arrives at the row', async () => {
    const expected = [10 / 8, 20 / 8, -30 / 8, 100 * (1 / 4 - 1), 100 / 4, 100 / 2];
    await expectClose(crossEntropyGradient(logits, labels, [10, 100], 3), expected, { relative: 1e-15 });
  });

  it.each([0, 0.3])(
    'has the gradient that differences show, targets that do not sum to 1 included (smoothing %d)',
    async (s) => {
      const [rows, columns, step] = [3, 5, 1e-5];
      const logits = randomValues('logits', rows * columns).map((value) => 3 * value);
      const targets = place(randomValues('targets', rows * columns).map(Math.abs), [rows, columns]);
      const dlosses = Array.from(randomValues('dlosses', rows));
      const loss = async (i: number, change: number) => {
        const moved = logits.map((value, j) => (j === i ? value + change : value));
        const losses = await crossEntropy(moved, targets, columns, s).data();
        return dlosses.reduce((sum, dloss, r) => sum + dloss * losses[r], 0);
      };
      const expected: number[] = [];
      for (let i = 0; i < logits.length; i++) {
        expected.push(((await loss(i, step)) - (await loss(i, -step))) / (2 * step));
      }
      await expectClose(crossEntropyGradient(logits, targets, dlosses, columns, s), expected, { relative: 1e-9 });
    },
  );
});
