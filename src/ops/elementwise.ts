import type { BinaryFunction, UnaryFunction } from '../backend/kernels.js';
import { run } from '../backend/run.js';
import { isFloat } from '../tensor/dtype.js';
import { HandgradError } from '../tensor/error.js';
import { broadcastShapes, shapeText } from '../tensor/shape.js';
import type { Tensor } from '../tensor/tensor.js';

/** y[i] = f(x[i]): the forward pass of every elementwise operation of one value. alpha and beta: see `UnaryFunction`. */
export function unary(name: UnaryFunction, x: Tensor, alpha = 0, beta = 0): Tensor {
  const [y] = run('unary', [x], [{ shape: x.shape, dtype: x.dtype }], { function: name, alpha, beta });
  return y;
}

/** y = f(a, b), broadcast: the forward pass of every elementwise operation of two values. */
export function binary(name: BinaryFunction, a: Tensor, b: Tensor): Tensor {
  if (a.dtype !== b.dtype) {
    throw new HandgradError(
      `${name}: operands differ in dtype: ${a.dtype} ${shapeText(a.shape)} and ${b.dtype} ${shapeText(b.shape)}; cast one of them`,
    );
  }
  const isComparison = /^(equal|notEqual|less|lessEqual|greater|greaterEqual)$/.test(name);
  const dtype = isComparison && !isFloat(a.dtype) ? 'float32' : a.dtype;
  const [y] = run('binary', [a, b], [{ shape: broadcastShapes(name, a.shape, b.shape), dtype }], { function: name });
  return y;
}
