import { gradients, ops, zeros, type Tensor } from 'handgrad';
import { expectClose, randomTensor, type Check } from '../check.js';
import type * as exercises from './exercises.js';

/** Three different sizes: a product with a side turned the wrong way does not fit, or has the wrong shape. */
const [M, K, N] = [4, 3, 5];

const learnt = { requiresGrad: true };

export const checks: Check<typeof exercises>[] = [
  {
    title: 'the gradient of a product for its left side, by loops',
    async check({ gradientOfLeft }) {
      const [a, b, g] = [randomTensor([M, K], 1, learnt), randomTensor([K, N], 2), randomTensor([M, N], 3)];
      const [expected] = gradients(a.matmul(b), [a], { upstream: g });
      const [aRows, bRows, gRows] = await Promise.all([a, b, g].map(rowsOf));
      await expectClose('dL/da', gradientOfLeft(aRows, bRows, gRows), expected);
    },
  },
  {
    title: 'the way back through a dense layer',
    async check({ denseGradients }) {
      const [x, w, bias, dy] = [
        randomTensor([M, K], 4, learnt),
        randomTensor([K, N], 5, learnt),
        randomTensor([N], 6, learnt),
        randomTensor([M, N], 7),
      ];
      const [dx, dw, dbias] = gradients(ops.dense(x, w, { bias }), [x, w, bias], { upstream: dy });
      const own = denseGradients(x.detach(), w.detach(), dy);
      await expectClose('dx', own.dx, dx);
      await expectClose('dw', own.dw, dw);
      await expectClose('dbias', own.dbias, dbias);
    },
  },
  {
    title: "the norm of each example's gradient",
    async check({ exampleGradientNorms }) {
      const [x, dy] = [randomTensor([M, K], 8), randomTensor([M, N], 9)];
      const expected = await Promise.all(Array.from({ length: M }, (_, i) => normOfExample(x, dy, i)));
      await expectClose('norms', exampleGradientNorms(x, dy), expected);
    },
  },
];

async function rowsOf(matrix: Tensor): Promise<number[][]> {
  return (await matrix.array()) as number[][];
}

/** Backpropagation for one example alone, the engine's way. */
async function normOfExample(x: Tensor, dy: Tensor, i: number): Promise<number> {
  const w = zeros([K, N], { dtype: 'float64', requiresGrad: true });
  const [dw] = gradients(x.slice(i, 1).matmul(w), [w], { upstream: dy.slice(i, 1) });
  return dw.square().sum().sqrt().item();
}
