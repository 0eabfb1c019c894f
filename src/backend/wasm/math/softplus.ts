import type { F32x4, FunctionBuilder } from '../assembler/index.js';
import { exp } from './exp.js';
import { log1p } from './log1p.js';

/** log(1 + exp(x)) = max(x, 0) + log(1 + exp(-|x|)), float32, four at a time. Error at most 2 ulp, denormal results included. */
export function softplus(k: FunctionBuilder, x: F32x4): F32x4 {
  const given = k.floats(x);
  return k.floats(log1p(k, exp(k, given.abs().neg())).add(given.max(0)));
}
