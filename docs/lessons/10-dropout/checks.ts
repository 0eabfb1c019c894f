import { gradients, ops, tensor, type Tensor } from 'handgrad';
import { fillRandomBits } from '../../../src/tensor/random.js';
import { expectClose, randomTensor, type Check } from '../check.js';
import type * as Exercises from './exercises.js';

/** Every mask of so many elements, each with its probability. */
function allMasks(elements: number, rate: number): { scaled: number[]; probability: number }[] {
  return Array.from({ length: 2 ** elements }, (_, bits) => {
    const keep = Array.from({ length: elements }, (_, i) => (bits >> i) & 1);
    return {
      scaled: keep.map((kept) => kept / (1 - rate)),
      probability: keep.reduce((product, kept) => product * (kept ? 1 - rate : rate), 1),
    };
  });
}

/** The expected loss of a linear model, by going through all masks of all examples. */
function lossOverMasks(x: Tensor, w: Tensor, target: Tensor, rate: number): Tensor {
  const losses = allMasks(x.shape[1], rate).map(({ scaled, probability }) => {
    const z = x.mul(tensor(scaled, { dtype: 'float64' })).dot(w);
    return z.sub(target).square().mean().mul(probability);
  });
  return losses.reduce((sum, loss) => sum.add(loss));
}

export const checks: Check<typeof Exercises>[] = [
  {
    title: 'dropout, forwards and backwards',
    async check({ dropout }) {
      for (const rate of [0, 0.3, 0.75]) {
        const [x, dy] = [randomTensor([24], 1), randomTensor([24], 2)];
        x.requiresGrad = true;
        const y = ops.dropout(x, { rate, seed: 5, stream: 'check' });
        y.backward({ upstream: dy });
        const words = new Uint32Array(24);
        fillRandomBits(words, 5, 'check');
        const own = dropout([...(await x.data())], [...words], rate, [...(await dy.data())]);
        await expectClose(`y at rate ${rate}`, own.y, y);
        await expectClose(`dL/dx at rate ${rate}`, own.dx, x.grad!);
      }
    },
  },
  {
    title: 'mean and variance of a sum',
    async check({ meanAndVariance }) {
      for (const rate of [0.1, 0.5, 0.8]) {
        const [b, ...rest] = await randomTensor([17], 3).data();
        const [x, w] = [rest.slice(0, 8), rest.slice(8)];
        const outcomes = allMasks(8, rate).map(({ scaled, probability }) => ({
          z: scaled.reduce((sum, factor, i) => sum + factor * x[i] * w[i], b),
          probability,
        }));
        const expectation = (f: (z: number) => number) =>
          outcomes.reduce((sum, { z, probability }) => sum + f(z) * probability, 0);
        const mean = expectation((z) => z);
        const own = meanAndVariance(x, w, b, rate);
        await expectClose(`the mean at rate ${rate}`, own.mean, mean);
        await expectClose(
          `the variance at rate ${rate}`,
          own.variance,
          expectation((z) => (z - mean) ** 2),
        );
      }
    },
  },
  {
    title: 'the expected loss, and its gradient',
    async check({ expectedLoss }) {
      for (const rate of [0.2, 0.6]) {
        const [x, w, target] = [randomTensor([5, 6], 1), randomTensor([6], 2), randomTensor([5], 3)];
        w.requiresGrad = true;
        const own = expectedLoss(x, w, target, rate);
        const right = lossOverMasks(x, w, target, rate);
        await expectClose(`the loss at rate ${rate}`, own, right);
        await expectClose(`dL/dw at rate ${rate}`, gradients(own, [w])[0], gradients(right, [w])[0]);
      }
    },
  },
];
