import { gradients, ones, ops, zeros } from 'handgrad';
import { expectClose, randomTensor, type Check } from '../check.js';
import type * as exercises from './exercises.js';

const [M, K, C] = [6, 4, 3];
/** Large enough to be noticed where it is forgotten. */
const EPSILON = 0.1;

const learnt = { requiresGrad: true };

export const checks: Check<typeof exercises>[] = [
  {
    title: 'the way back through a batch normalisation',
    async check({ batchNormGradients }) {
      const [x, gamma, beta, dy] = [
        randomTensor([M, C], 1, learnt),
        randomTensor([C], 2, learnt),
        randomTensor([C], 3, learnt),
        randomTensor([M, C], 4),
      ];
      const y = ops.batchNorm(x, gamma, beta, { epsilon: EPSILON });
      const [dx, dgamma, dbeta] = gradients(y, [x, gamma, beta], { upstream: dy });
      const own = batchNormGradients(x.detach(), gamma.detach(), dy, EPSILON);
      await expectClose('dx', own.dx, dx);
      await expectClose('dgamma', own.dgamma, dgamma);
      await expectClose('dbeta', own.dbeta, dbeta);
    },
  },
  {
    title: 'the way back through a layer normalisation',
    async check({ layerNormGradient }) {
      const [x, dy] = [randomTensor([M, C], 5, learnt), randomTensor([M, C], 6)];
      const [gamma, beta] = [ones([C], { dtype: 'float64' }), zeros([C], { dtype: 'float64' })];
      const [dx] = gradients(ops.layerNorm(x, gamma, beta, { epsilon: EPSILON }), [x], { upstream: dy });
      await expectClose('dx', layerNormGradient(x.detach(), dy, EPSILON), dx);
    },
  },
  {
    title: 'a batch normalisation folded into the dense layer below it',
    async check({ foldIntoDense }) {
      const [kernel, bias, x] = [randomTensor([K, C], 7), randomTensor([C], 8), randomTensor([M, K], 9)];
      const [gamma, beta, movingMean] = [10, 11, 12].map((seed) => randomTensor([C], seed));
      const movingVariance = randomTensor([C], 13).square();
      const parts = [ops.dense(x, kernel, { bias }), movingMean, movingVariance, gamma, beta] as const;
      const expected = ops.batchNormInference([...parts], { epsilon: EPSILON });
      const own = foldIntoDense({ kernel, bias }, { gamma, beta, movingMean, movingVariance }, EPSILON);
      await expectClose('the output for random inputs', ops.dense(x, own.kernel, { bias: own.bias }), expected);
    },
  },
];
