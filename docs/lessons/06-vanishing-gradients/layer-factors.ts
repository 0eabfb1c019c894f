import { gradients, initialValues, tensor, type InitializerName, type Tensor } from 'handgrad';
import type { Activation } from './deep-network.js';

const LAYERS = 10;
const UNITS = 128;
const EXAMPLES = 64;

/** What one layer multiplies the root mean square of its input by, and that of the gradient on its way back. */
export interface LayerFactors {
  readonly signal: number;
  readonly gradient: number;
}

/**
 * The factors of a layer h -> f(h W), as the geometric mean over ten layers of 128 units: random numbers go in below, others come back
 * from above.
 */
export async function layerFactors(activation: Activation, initializer: InitializerName): Promise<LayerFactors> {
  const x = standardNormal('x');
  x.requiresGrad = true;
  let h = x;
  for (let layer = 0; layer < LAYERS; layer++) {
    const kernel = initialValues(initializer, [UNITS, UNITS], 1, `kernel ${layer}`);
    h = h.matmul(tensor(kernel, { shape: [UNITS, UNITS], dtype: 'float64' }))[activation]();
  }
  const upstream = standardNormal('upstream');
  const [dx] = gradients(h, [x], { upstream });
  return { signal: await factorPerLayer(x, h), gradient: await factorPerLayer(upstream, dx) };
}

function standardNormal(stream: string): Tensor {
  const shape = [EXAMPLES, UNITS];
  const values = initialValues({ kind: 'normal', mean: 0, standardDeviation: 1 }, shape, 1, stream);
  return tensor(values, { shape, dtype: 'float64' });
}

async function factorPerLayer(before: Tensor, after: Tensor): Promise<number> {
  const ofSquares = await after.square().mean().div(before.square().mean()).item();
  return Math.sqrt(ofSquares) ** (1 / LAYERS);
}
