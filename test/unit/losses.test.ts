import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import '../../src/ops/index.js';
import { gradients } from '../../src/autograd/backward.js';
import { checkGradients } from '../../src/autograd/check-gradient.js';
import { tensor, zeros } from '../../src/ops/create.js';
import { huber } from '../../src/ops/losses/huber.js';
import { meanAbsoluteError } from '../../src/ops/losses/mean-absolute-error.js';
import { meanSquaredError } from '../../src/ops/losses/mean-squared-error.js';
import { sigmoidCrossEntropy } from '../../src/ops/losses/sigmoid-cross-entropy.js';
import { softmaxCrossEntropy } from '../../src/ops/losses/softmax-cross-entropy.js';
import type { Tensor } from '../../src/tensor/tensor.js';
import { expectClose } from '../compare.js';
import { randomTensor } from './random-tensor.js';

const double = { dtype: 'float64' } as const;

describe('softmax cross-entropy', () => {
  it('of equal logits is the logarithm of the number of classes, whatever the label', async () => {
    await expectClose(softmaxCrossEntropy(zeros([2, 10], double), [3, 9]), Math.log(10), { relative: 1e-15 });
  });

  it('computes what a hand calculation does', async () => {
    // softmax(0, ln 3) = (1/4, 3/4).
    const logits = tensor([[0, Math.log(3)]], { ...double, requiresGrad: true });
    const loss = softmaxCrossEntropy(logits, [1]);
    await expectClose(loss, Math.log(4 / 3), { relative: 1e-14 });
    loss.backward();
    await expectClose(logits.grad!, [[0.25, -0.25]], { relative: 1e-14 });
  });

  it('smooths the labels towards the uniform distribution', async () => {
    const logits = tensor([[0, Math.log(3)]], double);
    // Targets (0.1, 0.9): -0.1 ln(1/4) - 0.9 ln(3/4).
    const expected = -0.1 * Math.log(1 / 4) - 0.9 * Math.log(3 / 4);
    await expectClose(softmaxCrossEntropy(logits, [1], { labelSmoothing: 0.2 }), expected, { relative: 1e-14 });
  });

  it('takes labels in an array, in a tensor, or as rows with a single 1', async () => {
    const logits = randomTensor('logits', [5, 4]);
    const labels = Int32Array.from([3, 0, 1, 1, 2]);
    const inTensor = tensor(labels, { dtype: 'int32' });
    const loss = softmaxCrossEntropy(logits, labels);
    await expectClose(softmaxCrossEntropy(logits, inTensor), loss);
    await expectClose(softmaxCrossEntropy(logits, inTensor.oneHot(4, double)), loss);
  });

  it('is finite for logits of a thousand, and so is its gradient', async () => {
    const logits = tensor([[1000, -1000, 0]], { requiresGrad: true });
    const loss = softmaxCrossEntropy(logits, [1]);
    loss.backward();
    await expectClose(loss, 2000);
    await expectClose(logits.grad!, [[1, -1, 0]]);
  });

  it('averages over every row where there are several axes of them', async () => {
    const logits = randomTensor('logits', [2, 3, 4]);
    const labels = [0, 3, 1, 2, 2, 0];
    const inTensor = tensor(Int32Array.from(labels), { dtype: 'int32', shape: [2, 3] });
    await expectClose(softmaxCrossEntropy(logits, inTensor), softmaxCrossEntropy(logits.reshape([6, 4]), labels));
  });

  it('has the same gradient from its kernel as from the formula that is used for second derivatives', async () => {
    await fc.assert(
      fc.asyncProperty(
        natural(1, 5),
        natural(1, 6),
        fc.double({ min: 0, max: 1, noNaN: true }),
        async (rows, classes, smoothing) => {
          const logits = randomTensor('logits', [rows, classes], { requiresGrad: true });
          for (const targets of [
            Array.from({ length: rows }, (_, i) => i % classes),
            randomTensor('t', [rows, classes]),
          ]) {
            const loss = softmaxCrossEntropy(logits, targets, { labelSmoothing: smoothing });
            const [fused] = gradients(loss, [logits]);
            const [composed] = gradients(loss, [logits], { createGraph: true });
            await expectClose(fused, composed, { absolute: 1e-14 });
          }
        },
      ),
      { numRuns: 30 },
    );
  });

  const logits = zeros([2, 3]);
  it.each([
    [
      'label 3 of 3 classes',
      [0, 3],
      {},
      'label 3 at position 1 is no class (expected whole numbers from 0 to 2, logits [2, 3])',
    ],
    ['label -1', [-1, 0], {}, 'label -1 at position 0 is no class'],
    ['label 0.5', [0, 0.5], {}, 'label 0.5 at position 1 is no class'],
    ['too few labels', [0], {}, 'logits [2, 3] need int32 labels [2] or distributions [2, 3], found int32 [1]'],
    [
      'distributions over other classes',
      zeros([2, 4]),
      {},
      'logits [2, 3] need int32 labels [2] or distributions [2, 3], found float32 [2, 4]',
    ],
    ['labels as floats', zeros([2]), {}, 'need int32 labels [2] or distributions [2, 3], found float32 [2]'],
    [
      'labels as bytes',
      zeros([2], { dtype: 'uint8' }),
      {},
      'need int32 labels [2] or distributions [2, 3], found uint8 [2]',
    ],
    [
      'distributions of another precision',
      zeros([2, 3], double),
      {},
      'the logits [2, 3] is float32, the targets [2, 3] is float64',
    ],
    ['a smoothing above 1', [0, 1], { labelSmoothing: 1.5 }, 'labelSmoothing is 1.5, expected 0 to 1'],
  ] as [string, Tensor | number[], { labelSmoothing?: number }, string][])(
    'refuses %s',
    (_what, targets, options, message) => {
      expect(() => softmaxCrossEntropy(logits, targets, options)).toThrow(message);
    },
  );
});

describe('sigmoid cross-entropy', () => {
  it('computes what a hand calculation does', async () => {
    // sigmoid(ln 3) = 3/4: -ln(3/4) for target 1, -ln(1/4) for target 0.
    const logits = tensor([Math.log(3), Math.log(3)], double);
    const expected = -(Math.log(3 / 4) + Math.log(1 / 4)) / 2;
    await expectClose(sigmoidCrossEntropy(logits, tensor([1, 0], double)), expected, { relative: 1e-15 });
  });

  it('has the gradient sigmoid(0) - target at 0, where its formula has a corner', async () => {
    const logits = tensor([0, 0], { requiresGrad: true });
    sigmoidCrossEntropy(logits, tensor([1, 0])).backward();
    await expectClose(logits.grad!, [-0.25, 0.25]);
  });

  it('neither overflows nor loses small losses, in float32', async () => {
    const one = (logit: number, target: number) => sigmoidCrossEntropy(tensor([logit]), tensor([target]));
    await expectClose(one(-1000, 1), 1000);
    await expectClose(one(1000, 1), 0);
    await expectClose(one(20, 1), Math.log1p(Math.exp(-20)), { relative: 1e-6 });
  });

  it('is the softmax cross-entropy of the logits (0, x)', async () => {
    const x = randomTensor('x', [7]);
    const pairs = x.expandDims(1).pad([[0, 0], [1, 0]]); // prettier-ignore
    const [targets, labels] = [tensor([1, 0, 0, 1, 1, 0, 1], double), [1, 0, 0, 1, 1, 0, 1]];
    await expectClose(sigmoidCrossEntropy(x, targets), softmaxCrossEntropy(pairs, labels), { relative: 1e-14 });
  });
});

describe('the losses of a regression, calculated by hand', () => {
  const prediction = () => tensor([1, 2, 5], { requiresGrad: true });
  const target = tensor([1, 4, 1]);

  it.each([
    ['meanSquaredError', (p: Tensor) => meanSquaredError(p, target), 20 / 3, [0, -4 / 3, 8 / 3]],
    ['meanAbsoluteError', (p: Tensor) => meanAbsoluteError(p, target), 2, [0, -1 / 3, 1 / 3]],
    ['huber with delta 1', (p: Tensor) => huber(p, target), (1.5 + 3.5) / 3, [0, -1 / 3, 1 / 3]],
    ['huber with delta 3', (p: Tensor) => huber(p, target, { delta: 3 }), (2 + 7.5) / 3, [0, -2 / 3, 1]],
  ])('%s and its gradient are right', async (_name, lossOf, expected, gradient) => {
    const p = prediction();
    const loss = lossOf(p);
    loss.backward();
    await expectClose(loss, expected, { relative: 1e-6 });
    await expectClose(p.grad!, gradient, { relative: 1e-6 });
  });

  it('huber is half the squared error when no error reaches delta', async () => {
    const [p, t] = [randomTensor('p', [4, 5]), randomTensor('t', [4, 5])];
    await expectClose(huber(p, t, { delta: 100 }), meanSquaredError(p, t).mul(0.5), { relative: 1e-14 });
  });

  it.each([
    ['meanSquaredError', meanSquaredError],
    ['meanAbsoluteError', meanAbsoluteError],
    ['huber', (p: Tensor, t: Tensor) => huber(p, t, { delta: 0.7 })],
    ['sigmoidCrossEntropy', sigmoidCrossEntropy],
  ])('%s has the gradients that central differences give, for both of its arguments', async (_name, lossOf) => {
    await fc.assert(
      fc.asyncProperty(fc.array(natural(1, 4), { maxLength: 3 }), async (shape) => {
        // Errors of 0.5 and more, and none near 0.7: away from the corners.
        const p = randomTensor('p', shape);
        const t = p.add(randomTensor('error', shape).sign().mul(0.5)).sub(randomTensor('more', shape).sign());
        expect((await checkGradients(lossOf, [p, t])).relativeError).toBeLessThan(1e-6);
      }),
      { numRuns: 15 },
    );
  });

  const vectors = [zeros([4]), zeros([4, 1])] as const;
  it.each([
    ['meanSquaredError', () => meanSquaredError(...vectors)],
    ['meanAbsoluteError', () => meanAbsoluteError(...vectors)],
    ['huber', () => huber(...vectors)],
    ['sigmoidCrossEntropy', () => sigmoidCrossEntropy(...vectors)],
  ])('%s refuses shapes that would only broadcast', (name, call) => {
    expect(call).toThrow(`${name}: prediction [4] and target [4, 1] differ in shape; a loss does not broadcast`);
  });

  it('huber refuses a delta of 0', () => {
    expect(() => huber(zeros([1]), zeros([1]), { delta: 0 })).toThrow('huber: delta is 0, expected a positive number');
  });
});

function natural(min: number, max: number) {
  return fc.integer({ min, max });
}
