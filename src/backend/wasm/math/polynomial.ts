import { F32x4 } from '../assembler/index.js';

/** Horner's rule; the constant comes first. x: a local, since it is read once for each coefficient after the first. */
export function polynomial(x: F32x4, coefficients: readonly number[]): F32x4 {
  const [last, ...before] = [...coefficients].reverse();
  return before.reduce<F32x4>((sum, coefficient) => sum.mul(x).add(coefficient), F32x4.const(last));
}
