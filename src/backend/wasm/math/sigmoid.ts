import { F32x4, type FunctionBuilder } from '../assembler/index.js';
import { exp } from './exp.js';

/**
 * The logistic function 1 / (1 + exp(-x)), float32, four at a time, written with e = exp(-|x|), which cannot overflow:
 *
 *   x >= 0: 1 / (1 + e),   x < 0: e / (1 + e)
 *
 * Error at most 3 ulp, denormal results included.
 */
export function sigmoid(k: FunctionBuilder, x: F32x4): F32x4 {
  const given = k.floats(x);
  const e = exp(k, given.abs().neg());
  return k.floats(given.less(0).select(e, F32x4.const(1)).div(e.add(1)));
}
