import { test } from 'vitest';
import { describeOnEach } from './adapter.js';
import { expectParity, floats } from './parity.js';

await describeOnEach('optimisers agree with the reference', (backend) => {
  // Vector tails, turns of an unrolled loop, a workgroup, and where threads begin to share.
  const sizes = [1, 2, 3, 4, 5, 15, 17, 63, 65, 255, 256, 257, 3001, 16_383, 16_385];
  const gradient = (size: number) => floats([size], 1, -0.1, 0.1);
  const weights = (size: number) => floats([size], 2);
  const first = (size: number) => floats([size], 3, -0.05, 0.05);
  const second = (size: number) => floats([size], 4, 0, 0.01);

  test.each(sizes)('sgd without momentum, %i parameters', async (size) => {
    await expectParity(backend, {
      kernel: 'sgd',
      inputs: [gradient(size)],
      outputs: [weights(size), null],
      attributes: { learningRate: 0.3, momentum: 0, nesterov: false },
    });
  });

  test.each([false, true])('sgd with momentum, nesterov %s', async (nesterov) => {
    for (const size of sizes) {
      await expectParity(backend, {
        kernel: 'sgd',
        inputs: [gradient(size)],
        outputs: [weights(size), first(size)],
        attributes: { learningRate: 0.3, momentum: 0.9, nesterov },
      });
    }
  });

  test.each([0, 0.004])('adam with decay %f', async (decay) => {
    for (const size of sizes) {
      await expectParity(backend, {
        kernel: 'adam',
        inputs: [gradient(size)],
        outputs: [weights(size), first(size), second(size)],
        attributes: { stepSize: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-7, decay },
      });
    }
  });

  test('the first step of adam goes one learning rate down the sign of the gradient', async () => {
    const size = 300;
    const zeros = { shape: [size], values: new Float32Array(size) };
    await expectParity(backend, {
      kernel: 'adam',
      inputs: [gradient(size)],
      outputs: [zeros, zeros, zeros],
      attributes: {
        stepSize: (0.001 * Math.sqrt(1 - 0.999)) / (1 - 0.9),
        beta1: 0.9,
        beta2: 0.999,
        epsilon: 1e-7,
        decay: 0,
      },
    });
  });

  test('nadam', async () => {
    for (const size of sizes) {
      await expectParity(backend, {
        kernel: 'nadam',
        inputs: [gradient(size)],
        outputs: [weights(size), first(size), second(size)],
        attributes: {
          learningRate: 0.01,
          beta1: 0.9,
          beta2: 0.999,
          epsilon: 1e-7,
          mScale: 0.7,
          gScale: 0.4,
          vScale: 1.3,
        },
      });
    }
  });

  test('rmsprop', async () => {
    for (const size of sizes) {
      await expectParity(backend, {
        kernel: 'rmsprop',
        inputs: [gradient(size)],
        outputs: [weights(size), second(size)],
        attributes: { learningRate: 0.01, rho: 0.9, epsilon: 1e-7 },
      });
    }
  });

  test('moving averages', async () => {
    for (const size of sizes) {
      await expectParity(backend, {
        kernel: 'movingAverage',
        inputs: [gradient(size)],
        outputs: [weights(size)],
        attributes: { momentum: 0.99 },
      });
    }
  });
});
