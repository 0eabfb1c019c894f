import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import '../../src/ops/index.js';
import { gradients } from '../../src/autograd/backward.js';
import { checkGradients } from '../../src/autograd/check-gradient.js';
import {
  batchNorm,
  batchNormInference,
  batchNormTraining,
  channelMoments,
  movingAverage,
} from '../../src/ops/batch-norm.js';
import { ones, tensor, zeros } from '../../src/ops/create.js';
import { layerNorm } from '../../src/ops/layer-norm.js';
import { expectClose } from '../compare.js';
import { randomTensor } from './random-tensor.js';

describe('batch normalisation', () => {
  it('computes what a hand calculation does', async () => {
    // Channel 0: mean 2, variance 1; channel 1: mean 10, variance 16; epsilon makes the deviations 1.25 and 4.0699...
    const x = tensor([
      [1, 6],
      [3, 14],
    ]);
    const y = batchNorm(x, tensor([5, 1]), tensor([0.5, 0]), { epsilon: 0.5625 });
    const second = 4 / Math.sqrt(16.5625);
    const expected = [
      [-3.5, -second],
      [4.5, second],
    ];
    await expectClose(y, expected, { relative: 1e-6 });
  });

  it('gives every channel mean beta and standard deviation gamma', async () => {
    const x = randomTensor('x', [6, 5, 4, 3]).mul(7).add(100);
    const [gamma, beta] = [tensor([0.5, 1, 2], { dtype: 'float64' }), tensor([-1, 0, 3], { dtype: 'float64' })];
    const y = batchNorm(x, gamma, beta, { epsilon: 1e-12 });
    await expectClose(y.mean([0, 1, 2]), beta, { relative: 1e-9 });
    await expectClose(y.standardDeviation([0, 1, 2]), gamma, { relative: 1e-9 });
  });

  it('survives a mean that is a thousand times the deviation, in float32', async () => {
    const x = tensor([[4095], [4096], [4097]]);
    const { mean, variance } = channelMoments(x);
    await expectClose(mean, [4096]);
    await expectClose(variance, [2 / 3], { relative: 1e-6 });
  });

  it('in inference, with the moments of the batch, equals training', async () => {
    const [x, gamma, beta] = [randomTensor('x', [5, 3]), randomTensor('gamma', [3]), randomTensor('beta', [3])];
    const { mean, variance } = channelMoments(x);
    const inference = batchNormInference([x, mean, variance, gamma, beta], { epsilon: 1e-3 });
    await expectClose(inference, batchNorm(x, gamma, beta));
  });

  it('has the same gradients from its kernel as from the formula that is used for second derivatives', async () => {
    await fc.assert(
      fc.asyncProperty(natural(2, 9), natural(1, 5), async (rows, channels) => {
        const leaves = [
          randomTensor('x', [rows, channels], { requiresGrad: true }),
          randomTensor('gamma', [channels], { requiresGrad: true }),
          randomTensor('beta', [channels], { requiresGrad: true }),
        ] as const;
        const y = batchNorm(...leaves);
        const upstream = randomTensor('dy', y.shape);
        const fused = gradients(y, leaves, { upstream });
        const composed = gradients(y, leaves, { upstream, createGraph: true });
        for (const i of [0, 1, 2]) {
          // A gradient of two rows is nearly 0: the error is measured by what it is the difference of.
          await expectClose(fused[i], composed[i], { absolute: 1e-11, what: `gradient ${i}` });
        }
      }),
      { numRuns: 40 },
    );
  });

  it('moves its statistics by the share that momentum leaves', async () => {
    const moving = tensor([0, 10]);
    movingAverage(moving, tensor([1, 0]), 0.75);
    await expectClose(moving, [0.25, 7.5]);
    movingAverage(moving, tensor([1, 0]), 0.75);
    await expectClose(moving, [0.4375, 5.625]);
  });

  const x = zeros([4, 3]);
  const [three, two] = [ones([3]), ones([2])];
  const moments = { mean: three, variance: three, epsilon: 1e-3 };
  it.each([
    [
      'a vector',
      () => channelMoments(zeros([3])),
      'channelMoments: the input needs the axes [..., channels], two or more, found [3]',
    ],
    [
      'a gamma of other channels',
      () => batchNormTraining([x, two, three], moments),
      'batchNormTraining: gamma needs shape [3], found [2]',
    ],
    [
      'moments of other channels',
      () => batchNormTraining([x, three, three], { ...moments, variance: two }),
      'batchNormTraining: variance needs shape [3], found [2]',
    ],
    [
      'epsilon 0',
      () => batchNormInference([x, three, three, three, three], { epsilon: 0 }),
      'batchNormInference: epsilon is 0, expected a positive number',
    ],
    ['a momentum above 1', () => movingAverage(three, three, 1.5), 'movingAverage: momentum is 1.5, expected 0 to 1'],
    [
      'a value of another shape',
      () => movingAverage(three, two, 0.9),
      'movingAverage: value needs shape [3], found [2]',
    ],
    [
      'operands of two precisions',
      () => batchNorm(x, ones([3], { dtype: 'float64' }), three),
      'the input [4, 3] is float32, the gamma [3] is float64; cast one of them',
    ],
  ])('refuses %s', (_what, call, message) => {
    expect(call).toThrow(message);
  });
});

describe('layer normalisation', () => {
  it('computes what a hand calculation does', async () => {
    const x = tensor([
      [1, 3],
      [-4, 4],
    ]);
    const y = layerNorm(x, tensor([1, 2]), tensor([0, 0.5]), { epsilon: 0.5625 });
    const second = 4 / Math.sqrt(16.5625);
    const expected = [
      [-0.8, 2.1],
      [-second, 2 * second + 0.5],
    ];
    await expectClose(y, expected, { relative: 1e-6 });
  });

  it('gives every example mean 0 and variance 1 over as many last axes as gamma has', async () => {
    await fc.assert(
      fc.asyncProperty(natural(1, 3), natural(1, 3), natural(2, 5), fc.boolean(), async (n, rows, features, both) => {
        const shape = both ? [rows, features] : [features];
        const [gamma, beta] = [ones(shape, { dtype: 'float64' }), zeros(shape, { dtype: 'float64' })];
        const y = layerNorm(randomTensor('x', [n, rows, features]), gamma, beta, { epsilon: 1e-12 });
        const axes = both ? [1, 2] : [2];
        const each = both ? [n] : [n, rows];
        await expectClose(y.mean(axes), zeros(each, { dtype: 'float64' }), { absolute: 1e-9 });
        await expectClose(y.variance(axes), ones(each, { dtype: 'float64' }), { absolute: 1e-9 });
      }),
      { numRuns: 30 },
    );
  });

  it('is batch normalisation of the transposed matrix', async () => {
    const x = randomTensor('x', [4, 6]);
    const unit = (n: number) => [ones([n], { dtype: 'float64' }), zeros([n], { dtype: 'float64' })] as const;
    const transposed = batchNorm(x.transpose(), ...unit(4)).transpose();
    await expectClose(layerNorm(x, ...unit(6)), transposed, { relative: 1e-13 });
  });

  it('has the gradients that central differences give, whatever the shape', async () => {
    await fc.assert(
      fc.asyncProperty(natural(1, 4), natural(2, 6), async (rows, features) => {
        const inputs = [
          randomTensor('x', [rows, features]),
          randomTensor('gamma', [features]),
          randomTensor('beta', [features]),
        ];
        const check = await checkGradients((x, gamma, beta) => layerNorm(x, gamma, beta, { epsilon: 0.1 }), inputs);
        expect(check.relativeError).toBeLessThan(1e-6);
      }),
      { numRuns: 20 },
    );
  });

  it.each([
    [
      'a gamma that is not the last axis',
      () => layerNorm(zeros([2, 3]), ones([2]), zeros([2])),
      "layerNorm: gamma [2] and beta [2] need the shape of the input's last axes (input [2, 3])",
    ],
    [
      'a beta of another shape than gamma',
      () => layerNorm(zeros([2, 3]), ones([3]), zeros([2, 3])),
      "layerNorm: gamma [3] and beta [2, 3] need the shape of the input's last axes (input [2, 3])",
    ],
    [
      'a gamma with more axes than the input',
      () => layerNorm(zeros([3]), ones([2, 3]), zeros([2, 3])),
      'layerNorm: gamma [2, 3] and beta [2, 3] need',
    ],
    ['a scalar gamma', () => layerNorm(zeros([3]), ones([]), zeros([])), 'layerNorm: gamma [] and beta [] need'],
    [
      'a negative epsilon',
      () => layerNorm(zeros([3]), ones([3]), zeros([3]), { epsilon: -1 }),
      'layerNorm: epsilon is -1, expected a positive number',
    ],
  ])('refuses %s', (_what, call, message) => {
    expect(call).toThrow(message);
  });
});

function natural(min: number, max: number) {
  return fc.integer({ min, max });
}
