import { tensor } from '../../src/ops/create.js';
import { normal } from '../../src/tensor/random.js';
import { sizeOf, type Shape } from '../../src/tensor/shape.js';
import type { Tensor } from '../../src/tensor/tensor.js';

/** Standard normal float64 numbers on the backend in use: the same for the same name and seed. */
export function randomTensor(name: string, shape: Shape, { seed = 1, requiresGrad = false } = {}): Tensor {
  return tensor(normal(seed, name, sizeOf(shape)), { shape, dtype: 'float64', requiresGrad });
}
