import type { KernelAttributes } from '../backend/kernels.js';
import { run, runInPlace } from '../backend/run.js';
import { keep } from '../tensor/lifetime.js';
import { rowMajorStrides } from '../tensor/shape.js';
import type { Tensor } from '../tensor/tensor.js';

/** The values of x in memory of their own, on the device; belongs to no `tidy`. */
export function copyTensor(x: Tensor): Tensor {
  const [copy] = run('copy', [x], [{ shape: x.shape, dtype: x.dtype }], wholeOf(x));
  return keep(copy);
}

/** Writes source's values into target, of the same shape and dtype, on the device. */
export function overwriteTensor(target: Tensor, source: Tensor): void {
  runInPlace('copy', [source], [target], wholeOf(target));
}

/** Writes source's values into the first elements of target, on the device. Both of one dtype, target at least as large. */
export function overwriteBeginning(target: Tensor, source: Tensor): void {
  runInPlace('copy', [source], [target], wholeOf(source));
}

function wholeOf({ shape }: Tensor): KernelAttributes<'copy'> {
  const strides = rowMajorStrides(shape);
  return { shape, inputOffset: 0, inputStrides: strides, outputOffset: 0, outputStrides: strides };
}
