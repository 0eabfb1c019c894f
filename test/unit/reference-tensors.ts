import { referenceBackend } from '../../src/backend/reference/reference-backend.js';
import { toTypedArray, type DType } from '../../src/tensor/dtype.js';
import { Storage } from '../../src/tensor/lifetime.js';
import { uniform } from '../../src/tensor/random.js';
import { sizeOf, type Shape } from '../../src/tensor/shape.js';
import { Tensor } from '../../src/tensor/tensor.js';

const backend = referenceBackend();

/** Numbers as a tensor on the reference backend, flat by default. */
export function place(values: ArrayLike<number>, shape: Shape = [values.length], dtype: DType = 'float64'): Tensor {
  const buffer = backend.allocate(dtype, sizeOf(shape));
  backend.write(buffer, toTypedArray(dtype, values));
  return new Tensor(new Storage(backend, buffer), shape);
}

/** Uniform random numbers in [-1, 1), the same ones whenever the name is the same. */
export function randomValues(name: string, size: number): Float64Array {
  return uniform(1, name, size).map((value) => 2 * value - 1);
}
