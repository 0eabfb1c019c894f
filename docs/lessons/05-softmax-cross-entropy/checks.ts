import { gradients, softmaxCrossEntropy, tensor } from 'handgrad';
import { expectClose, randomTensor, type Check } from '../check.js';
import type * as exercises from './exercises.js';

const [M, C] = [4, 5];

export const checks: Check<typeof exercises>[] = [
  {
    title: 'softmax that does not overflow',
    async check({ stableSoftmax }) {
      for (const scale of [1, 1e4, -1e4]) {
        const z = (await randomTensor([C], 1).mul(scale).array()) as number[];
        const expected = tensor(z, { dtype: 'float64' }).softmax();
        await expectClose(`softmax of (${z.map((logit) => logit.toFixed(2)).join(', ')})`, stableSoftmax(z), expected);
      }
    },
  },
  {
    title: 'the way back through the logarithm of softmax',
    async check({ logSoftmaxGradient }) {
      const [z, dq] = [randomTensor([M, C], 2, { requiresGrad: true }), randomTensor([M, C], 3)];
      const q = z.logSoftmax();
      const [expected] = gradients(q, [z], { upstream: dq });
      await expectClose('dL/dz', logSoftmaxGradient(q.detach(), dq), expected);
    },
  },
  {
    title: 'a learnt temperature',
    async check({ temperatureGradients }) {
      const z = randomTensor([M, C], 4, { requiresGrad: true });
      const temperature = tensor(1.7, { dtype: 'float64', requiresGrad: true });
      const labels = tensor(Int32Array.of(0, 4, 2, 2), { dtype: 'int32' });
      const [dz, dtemperature] = gradients(softmaxCrossEntropy(z.div(temperature), labels), [z, temperature]);
      const own = temperatureGradients(z.detach(), labels.oneHot(C, { dtype: 'float64' }), 1.7);
      await expectClose('dz', own.dz, dz);
      await expectClose('dtemperature', own.dtemperature, dtemperature);
    },
  },
];
