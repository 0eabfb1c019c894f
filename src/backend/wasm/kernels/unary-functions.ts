import type { UnaryFunction } from '../../kernels.js';
import { F32x4, type FunctionBuilder, type I32x4, type Local } from '../assembler/index.js';
import { erf } from '../math/erf.js';
import { exp } from '../math/exp.js';
import { expm1 } from '../math/expm1.js';
import { gelu } from '../math/gelu.js';
import { log } from '../math/log.js';
import { sigmoid } from '../math/sigmoid.js';
import { withSignOf } from '../math/sign.js';
import { softplus } from '../math/softplus.js';
import { tanh } from '../math/tanh.js';

/** Klambauer et al., "Self-normalizing neural networks" (2017). */
const SELU_ALPHA = 1.6732632423543772;
const SELU_SCALE = 1.0507009873554805;

/** The parameters of a function, the same in all lanes. */
export interface Bounds<V> {
  readonly alpha: V;
  readonly beta: V;
}

/** Those that take some 20 instructions, where the others take one or two. */
export const costlyFunctions: readonly UnaryFunction[] = [
  'exp',
  'log',
  'erf',
  'elu',
  'selu',
  'gelu',
  'silu',
  'sigmoid',
  'tanh',
  'softplus',
];

/** f of four float32. */
export function unaryFloats(
  k: FunctionBuilder,
  f: UnaryFunction,
  x: Local<F32x4>,
  { alpha, beta }: Bounds<Local<F32x4>>,
): F32x4 {
  switch (f) {
    case 'neg':
      return x.neg();
    case 'abs':
      return x.abs();
    case 'sign': // 0 and NaN as they are
      return x
        .abs()
        .greater(0)
        .select(withSignOf(F32x4.const(1), x), x);
    case 'exp':
      return exp(k, x);
    case 'log':
      return log(k, x);
    case 'sqrt':
      return x.sqrt();
    case 'square':
      return x.mul(x);
    case 'reciprocal':
      return F32x4.const(1).div(x);
    case 'erf':
      return erf(k, x);
    case 'relu':
      return x.max(0);
    case 'leakyRelu':
      return x.greater(0).select(x, alpha.mul(x));
    case 'elu':
      return x.greater(0).select(x, alpha.mul(expm1(k, x)));
    case 'selu':
      return x.greater(0).select(x, expm1(k, x).mul(SELU_ALPHA)).mul(SELU_SCALE);
    case 'gelu':
      return gelu(k, x);
    case 'silu':
      return x.mul(sigmoid(k, x));
    case 'sigmoid':
      return sigmoid(k, x);
    case 'tanh':
      return tanh(k, x);
    case 'softplus':
      return softplus(k, x);
    case 'clip':
      return x.max(alpha).min(beta);
  }
}

/** f of four int32, which wraps around; of which functions, `isIntegerFunction` says. */
export function unaryInts(f: IntegerFunction, x: Local<I32x4>, { alpha, beta }: Bounds<Local<I32x4>>): I32x4 {
  switch (f) {
    case 'neg':
      return x.neg();
    case 'abs':
      return x.abs();
    case 'sign':
      return x.max(-1).min(1);
    case 'square':
      return x.mul(x);
    case 'clip':
      return x.max(alpha).min(beta);
  }
}

export const integerFunctions = ['neg', 'abs', 'sign', 'square', 'clip'] as const;
export type IntegerFunction = (typeof integerFunctions)[number];

/** Whether f is defined for int32. */
export function isIntegerFunction(f: UnaryFunction): f is IntegerFunction {
  return (integerFunctions as readonly UnaryFunction[]).includes(f);
}
