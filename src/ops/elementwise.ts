import type { BinaryFunction, UnaryFunction } from '../backend/kernels.js';
import { run } from '../backend/run.js';
import { isFloat } from '../tensor/dtype.js';
import { HandgradError } from '../tensor/error.js';
import { broadcastShapes, shapeText } from '../tensor/shape.js';
import type { Tensor } from '../tensor/tensor.js';

const unaryOfIntegers: ReadonlySet<UnaryFunction> = new Set(['neg', 'abs', 'sign', 'square', 'clip']);
const comparisons: ReadonlySet<BinaryFunction> = new Set([
  'equal',
  'notEqual',
  'less',
  'lessEqual',
  'greater',
  'greaterEqual',
]);
const binaryOfIntegers: ReadonlySet<BinaryFunction> = new Set([
  ...comparisons,
  'add',
  'sub',
  'mul',
  'minimum',
  'maximum',
]);

/** y[i] = f(x[i]): the forward pass of every elementwise operation of one value. alpha and beta: see `UnaryFunction`. */
export function unary(name: UnaryFunction, x: Tensor, alpha = 0, beta = 0): Tensor {
  checkComputable(name, x, unaryOfIntegers.has(name));
  const [y] = run('unary', [x], [{ shape: x.shape, dtype: x.dtype }], { function: name, alpha, beta });
  return y;
}

/** y = f(a, b), broadcast: the forward pass of every elementwise operation of two values. */
export function binary(name: BinaryFunction, a: Tensor, b: Tensor): Tensor {
  checkComputable(name, a, binaryOfIntegers.has(name));
  if (a.dtype !== b.dtype) {
    throw new HandgradError(
      `${name}: operands differ in dtype: ${a.dtype} ${shapeText(a.shape)} and ${b.dtype} ${shapeText(b.shape)}; cast one of them`,
    );
  }
  // What a comparison of labels gives is counted and averaged: float32.
  const dtype = comparisons.has(name) && !isFloat(a.dtype) ? 'float32' : a.dtype;
  const [y] = run('binary', [a, b], [{ shape: broadcastShapes(name, a.shape, b.shape), dtype }], { function: name });
  return y;
}

/** @throws {HandgradError} unless x is float, or int32 where the operation is defined for whole numbers. */
export function checkComputable(operation: string, x: Tensor, definedForIntegers = false): void {
  if (isFloat(x.dtype) || (definedForIntegers && x.dtype === 'int32')) return;
  const expected = definedForIntegers ? 'float32, float64 or int32' : 'float32 or float64';
  throw new HandgradError(
    `${operation}: ${shapeText(x.shape)} is ${x.dtype}, expected ${expected}; cast('float32') first`,
  );
}
