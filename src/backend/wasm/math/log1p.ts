import type { F32x4, FunctionBuilder } from '../assembler/index.js';
import { log } from './log.js';

/**
 * log(1 + x) without loss of x's digits about 0, float32, four at a time.
 *
 *   log(1 + x) = log(w) + (x - (w - 1)) / w,   w = 1 + x rounded
 *
 * The second term gives back, to first order, what the rounding took (Hewlett-Packard's HP-15C handbook; FreeBSD's s_log1p.c).
 */

/** Below it log(1 + x) is x. */
const TINY = 2 ** -25;
/** From here on the correction is below the last digit. */
const LARGE = 2 ** 25;

/** log(1 + x). Error at most 2 ulp; log1p(-1) = -infinity, NaN below; -0 and denormals come back as they are. */
export function log1p(k: FunctionBuilder, x: F32x4): F32x4 {
  const given = k.floats(x);
  const w = k.floats(given.add(1));
  const lost = given.sub(w.sub(1)).div(w);
  // No correction where w is 0 or infinite, and it would be NaN.
  const isCorrected = w.greater(0).and(w.less(LARGE));
  const sum = log(k, w).add(isCorrected.and(lost.asInts()).asFloats());
  return k.floats(given.abs().less(TINY).select(given, sum));
}
