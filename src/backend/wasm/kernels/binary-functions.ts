import type { BinaryFunction } from '../../kernels.js';
import { F32x4, type FunctionBuilder, type I32x4, type Local } from '../assembler/index.js';
import { pow } from '../math/pow.js';
import { integerPow, integerQuotient } from '../math/integer-arithmetic.js';

const ONE_BITS = 0x3f800000;

/** f of four float32 each. */
export function binaryFloats(k: FunctionBuilder, f: BinaryFunction, a: Local<F32x4>, b: Local<F32x4>): F32x4 {
  switch (f) {
    case 'add':
      return a.add(b);
    case 'sub':
      return a.sub(b);
    case 'mul':
      return a.mul(b);
    case 'div':
      return a.div(b);
    case 'pow':
      return pow(k, a, b);
    case 'minimum':
      return a.min(b);
    case 'maximum':
      return a.max(b);
    case 'equal':
      return oneOrZero(a.equal(b));
    case 'notEqual':
      return oneOrZero(a.notEqual(b));
    case 'less':
      return oneOrZero(a.less(b));
    case 'lessEqual':
      return oneOrZero(a.lessEqual(b));
    case 'greater':
      return oneOrZero(a.greater(b));
    case 'greaterEqual':
      return oneOrZero(a.greaterEqual(b));
    case 'reluGradient': // (dy, y): y > 0 ? dy : 0
      return b.greater(0).and(a.asInts()).asFloats();
    case 'sigmoidGradient': // (dy, y): dy y (1 - y)
      return a.mul(b).mul(F32x4.const(1).sub(b));
    case 'tanhGradient': // (dy, y): dy (1 - y^2)
      return a.mul(F32x4.const(1).sub(b.mul(b)));
  }
}

/** f of four int32 each: int32, which wraps around, or for comparisons float32. */
export function binaryInts(
  k: FunctionBuilder,
  f: IntegerBinaryFunction,
  a: Local<I32x4>,
  b: Local<I32x4>,
): F32x4 | I32x4 {
  switch (f) {
    case 'add':
      return a.add(b);
    case 'sub':
      return a.sub(b);
    case 'mul':
      return a.mul(b);
    case 'div':
      return integerQuotient(k, a, b);
    case 'pow':
      return integerPow(k, a, b);
    case 'minimum':
      return a.min(b);
    case 'maximum':
      return a.max(b);
    case 'equal':
      return oneOrZero(a.equal(b));
    case 'notEqual':
      return oneOrZero(a.equal(b).not());
    case 'less':
      return oneOrZero(a.less(b));
    case 'lessEqual':
      return oneOrZero(a.greater(b).not());
    case 'greater':
      return oneOrZero(a.greater(b));
    case 'greaterEqual':
      return oneOrZero(a.less(b).not());
  }
}

/** Those that are defined for int32: all but the gradients of activations. */
export type IntegerBinaryFunction = Exclude<BinaryFunction, 'reluGradient' | 'sigmoidGradient' | 'tanhGradient'>;

/** Whether f is defined for int32. */
export function isDefinedForInts(f: BinaryFunction): f is IntegerBinaryFunction {
  return f !== 'reluGradient' && f !== 'sigmoidGradient' && f !== 'tanhGradient';
}

/** 1 where the mask is set, else 0. */
function oneOrZero(mask: I32x4): F32x4 {
  return mask.and(ONE_BITS).asFloats();
}
