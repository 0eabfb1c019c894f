import { describe, it } from 'vitest';
import { runInPlace } from '../../src/backend/run.js';
import { expectClose } from '../compare.js';
import { place } from './reference-tensors.js';

const exact = { relative: 4e-16 };

describe('sgd', () => {
  it('without momentum steps against the gradient', async () => {
    const w = place([1, 2]);
    runInPlace('sgd', [place([10, -20])], [w, null], { learningRate: 0.1, momentum: 0, nesterov: false });
    await expectClose(w, [0, 4]);
  });

  // By hand, two steps from w = 1 with gradient 1, rate 0.5, momentum 0.5: velocity -0.5, then -0.75.
  it('with momentum keeps half of the velocity', async () => {
    const [w, velocity] = [place([1]), place([0])];
    const attributes = { learningRate: 0.5, momentum: 0.5, nesterov: false };
    for (const expected of [0.5, -0.25]) {
      runInPlace('sgd', [place([1])], [w, velocity], attributes);
      await expectClose(w, [expected]);
    }
    await expectClose(velocity, [-0.75]);
  });

  it('with Nesterov looks one velocity ahead', async () => {
    const [w, velocity] = [place([1]), place([0])];
    const attributes = { learningRate: 0.5, momentum: 0.5, nesterov: true };
    // w += 0.5 * velocity - 0.5: 1 - 0.25 - 0.5, then 0.25 - 0.375 - 0.5.
    for (const expected of [0.25, -0.625]) {
      runInPlace('sgd', [place([1])], [w, velocity], attributes);
      await expectClose(w, [expected]);
    }
  });
});

describe('adam', () => {
  it('moves both moments towards the gradient and steps by their quotient', async () => {
    // By hand: m = 1 + 0.5 (3 - 1), v = 1 + 0.25 (9 - 1), w = 5 - 0.25 * 5 - 0.6 * 2 / (sqrt(3) + 1).
    const [w, m, v] = [place([5]), place([1]), place([1])];
    const attributes = { stepSize: 0.6, beta1: 0.5, beta2: 0.75, epsilon: 1, decay: 0.25 };
    runInPlace('adam', [place([3])], [w, m, v], attributes);
    await expectClose(m, [2]);
    await expectClose(v, [3]);
    await expectClose(w, [3.75 - 1.2 / (Math.sqrt(3) + 1)], exact);
  });

  it("the first step with Keras' correction is the learning rate, whatever the gradient", async () => {
    const [w, m, v] = [place([0, 0, 0]), place([0, 0, 0]), place([0, 0, 0])];
    const stepSize = (1e-3 * Math.sqrt(1 - 0.999)) / (1 - 0.9);
    runInPlace('adam', [place([1e-2, -5, 700])], [w, m, v], {
      stepSize,
      beta1: 0.9,
      beta2: 0.999,
      epsilon: 0,
      decay: 0,
    });
    await expectClose(w, [-1e-3, 1e-3, -1e-3], { relative: 1e-13 });
  });
});

describe('nadam', () => {
  it('mixes the moment and the gradient by their scales', async () => {
    // By hand: m = 2 and v = 3 as above; w = 5 - 0.1 * (0.5 * 2 + 2 * 3) / (sqrt(12 * 3) + 1) = 5 - 0.1 * 7 / 7.
    const [w, m, v] = [place([5]), place([1]), place([1])];
    const scales = { mScale: 0.5, gScale: 2, vScale: 12 };
    runInPlace('nadam', [place([3])], [w, m, v], { learningRate: 0.1, beta1: 0.5, beta2: 0.75, epsilon: 1, ...scales });
    await expectClose(m, [2]);
    await expectClose(v, [3]);
    await expectClose(w, [4.9], exact);
  });
});

describe('rmsprop', () => {
  it('divides by the root of the mean square, epsilon under the root', async () => {
    // By hand: v = 0.75 * 4 + 0.25 * 16 = 7, w = 5 - 0.3 * 4 / sqrt(7 + 2).
    const [w, v] = [place([5]), place([4])];
    runInPlace('rmsprop', [place([4])], [w, v], { learningRate: 0.3, rho: 0.75, epsilon: 2 });
    await expectClose(v, [7]);
    await expectClose(w, [4.6], exact);
  });
});

describe('movingAverage', () => {
  it('keeps the share `momentum` of what was there', async () => {
    const moving = place([10, -10]);
    runInPlace('movingAverage', [place([2, 2])], [moving], { momentum: 0.75 });
    await expectClose(moving, [8, -7]);
  });
});
