import type { F32x4 } from '../assembler/index.js';

const SIGN_BIT = -0x80000000;

/** The size of a number that is not negative, with the sign of another (that of -0 and NaN too). */
export function withSignOf(size: F32x4, signed: F32x4): F32x4 {
  return size.asInts().or(signed.asInts().and(SIGN_BIT)).asFloats();
}
