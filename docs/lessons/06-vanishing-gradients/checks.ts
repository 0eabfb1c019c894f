import { gradients, tensor, type Tensor } from 'handgrad';
import { expectClose, randomTensor, type Check } from '../check.js';
import type * as exercises from './exercises.js';

const LAYERS = 20;
const UNITS = 200;

export const checks: Check<typeof exercises>[] = [
  {
    title: 'the gradient at the bottom of a chain of sigmoids',
    async check({ sigmoidChainGradient }) {
      await checkChain(sigmoidChainGradient, (h, w) => h.mul(w).sigmoid());
    },
  },
  {
    title: 'the deviation of the weights below a leaky relu',
    async check({ leakyReluDeviation }) {
      const kernels = Array.from({ length: LAYERS }, (_, layer) => randomTensor([UNITS, UNITS], layer));
      for (const alpha of [0, 0.3, 0.9]) {
        const deviation = leakyReluDeviation(UNITS, alpha);
        const own = await meanSquareFactor((h, layer) => h.matmul(kernels[layer]).mul(deviation).leakyRelu(alpha));
        await expectClose(`mean square of the output over that of the input, a layer, alpha ${alpha}`, own, 1, 0.04);
      }
    },
  },
  {
    title: 'the gradient at the bottom of a residual chain',
    async check({ residualChainGradient }) {
      await checkChain(residualChainGradient, (h, w) => h.add(h.mul(w).tanh()));
    },
  },
];

/** Holds the gradient of a chain of layers with one unit to the engine's. */
async function checkChain(
  own: (x: number, weights: number[]) => number,
  layer: (h: Tensor, w: number) => Tensor,
): Promise<void> {
  for (const depth of [1, 2, 7]) {
    const weights = (await randomTensor([depth], depth).mul(2).array()) as number[];
    const x = tensor(0.8, { dtype: 'float64', requiresGrad: true });
    const [expected] = gradients(weights.reduce(layer, x), [x]);
    // Relative to the size of the gradient: that of a chain of sigmoids is small.
    const scale = Math.abs(await expected.item());
    await expectClose(`gradient over the engine's, ${depth} layers`, own(0.8, weights) / scale, expected.div(scale));
  }
}

/** What one layer multiplies the mean square by: the geometric mean over many layers. */
async function meanSquareFactor(compute: (h: Tensor, layer: number) => Tensor): Promise<number> {
  const x = randomTensor([50, UNITS], LAYERS);
  let h = x;
  for (let layer = 0; layer < LAYERS; layer++) h = compute(h, layer);
  const ofAll = await h.square().mean().div(x.square().mean()).item();
  return ofAll ** (1 / LAYERS);
}
