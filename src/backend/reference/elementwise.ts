import { HandgradError } from '../../tensor/error.js';
import { broadcastStrides, rowMajorStrides } from '../../tensor/shape.js';
import type { TypedArray } from '../../tensor/dtype.js';
import type { KernelTable } from '../backend.js';
import type { BinaryFunction, UnaryFunction } from '../kernels.js';
import { erf, erfc } from './error-function.js';
import { valuesOf } from './reference-buffer.js';
import { forEachRow } from './strided-rows.js';

/** The constants of Klambauer et al., "Self-normalizing neural networks" (2017): mean 0 and variance 1 are a fixed point. */
const SELU_ALPHA = 1.6732632423543772;
const SELU_SCALE = 1.0507009873554805;

const INTEGER_FUNCTIONS: readonly UnaryFunction[] = ['neg', 'abs', 'sign', 'square', 'clip'];

/** y[i] = value. */
export const fill: KernelTable['fill'] = (_, [y], { value }) => {
  valuesOf(y).fill(value);
};

/** y[i] = x[i], converted as it is stored. */
export const cast: KernelTable['cast'] = ([x], [y]) => {
  valuesOf(y).set(valuesOf(x));
};

/** y[i] = f(x[i]). */
export const unary: KernelTable['unary'] = ([x], [y], { function: f, alpha = 0, beta = 0 }) => {
  if (x.dtype === 'int32' && !INTEGER_FUNCTIONS.includes(f)) {
    throw new HandgradError(
      `unary: ${f} of int32 is not defined (${INTEGER_FUNCTIONS.join(', ')} are); cast to float32`,
    );
  }
  const from = valuesOf(x);
  const to = valuesOf(y);
  for (let i = 0; i < to.length; i++) to[i] = unaryValue(f, from[i], alpha, beta);
};

/** y = f(a, b), a and b broadcast to y's shape. */
export const binary: KernelTable['binary'] = ([a, b], [y], { function: f }) => {
  const strides = [rowMajorStrides(y.shape), broadcastStrides(a.shape, y.shape), broadcastStrides(b.shape, y.shape)];
  const [aValues, bValues, yValues] = [valuesOf(a), valuesOf(b), valuesOf(y)];
  forEachRow(y.shape, strides, ([yAt, aAt, bAt], [, aStep, bStep], count) => {
    binaryRow(f, aValues, aAt, aStep, bValues, bAt, bStep, yValues, yAt, count);
  });
};

/** y = condition !== 0 ? a : b, all three broadcast to y's shape. */
export const select: KernelTable['select'] = ([condition, a, b], [y]) => {
  const strides = [y, condition, a, b].map((operand) => broadcastStrides(operand.shape, y.shape));
  const [test, aValues, bValues, yValues] = [valuesOf(condition), valuesOf(a), valuesOf(b), valuesOf(y)];
  forEachRow(y.shape, strides, ([yAt, testAt, aAt, bAt], [yStep, testStep, aStep, bStep], count) => {
    for (let i = 0; i < count; i++) {
      yValues[yAt + i * yStep] =
        test[testAt + i * testStep] !== 0 ? aValues[aAt + i * aStep] : bValues[bAt + i * bStep];
    }
  });
};

// The functions are cases of a switch and not entries of a table: V8 then compiles them into the loop, and no number is
// allocated for a call. A branch that falls the same way throughout a loop costs next to nothing.

function unaryValue(f: UnaryFunction, x: number, alpha: number, beta: number): number {
  switch (f) {
    case 'relu':
      return Math.max(x, 0);
    case 'exp':
      return Math.exp(x);
    case 'log':
      return Math.log(x);
    case 'neg':
      return -x;
    case 'abs':
      return Math.abs(x);
    case 'sign':
      return Math.sign(x);
    case 'sqrt':
      return Math.sqrt(x);
    case 'square':
      return x * x;
    case 'reciprocal':
      return 1 / x;
    case 'sigmoid':
      return 1 / (1 + Math.exp(-x));
    case 'tanh':
      return Math.tanh(x);
    case 'leakyRelu':
      return x > 0 ? x : alpha * x;
    case 'elu':
      return x > 0 ? x : alpha * Math.expm1(x);
    case 'selu':
      return SELU_SCALE * (x > 0 ? x : SELU_ALPHA * Math.expm1(x));
    case 'gelu':
      return 0.5 * x * erfc(-x * Math.SQRT1_2);
    case 'silu':
      return x / (1 + Math.exp(-x));
    case 'softplus':
      return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
    case 'clip':
      return Math.min(Math.max(x, alpha), beta);
    case 'erf':
      return erf(x);
  }
}

function binaryRow(
  f: BinaryFunction,
  a: TypedArray,
  aAt: number,
  aStep: number,
  b: TypedArray,
  bAt: number,
  bStep: number,
  y: TypedArray,
  yAt: number,
  count: number,
): void {
  for (let i = 0; i < count; i++) y[yAt + i] = binaryValue(f, a[aAt + i * aStep], b[bAt + i * bStep]);
}

function binaryValue(f: BinaryFunction, a: number, b: number): number {
  switch (f) {
    case 'add':
      return a + b;
    case 'mul':
      return a * b;
    case 'reluGradient': // (dy, y)
      return b > 0 ? a : 0;
    case 'sub':
      return a - b;
    case 'div':
      return a / b;
    case 'pow':
      return Math.pow(a, b);
    case 'minimum':
      return Math.min(a, b);
    case 'maximum':
      return Math.max(a, b);
    case 'equal':
      return a === b ? 1 : 0;
    case 'notEqual':
      return a !== b ? 1 : 0;
    case 'less':
      return a < b ? 1 : 0;
    case 'lessEqual':
      return a <= b ? 1 : 0;
    case 'greater':
      return a > b ? 1 : 0;
    case 'greaterEqual':
      return a >= b ? 1 : 0;
    case 'sigmoidGradient': // (dy, y)
      return a * b * (1 - b);
    case 'tanhGradient': // (dy, y)
      return a * (1 - b * b);
  }
}
