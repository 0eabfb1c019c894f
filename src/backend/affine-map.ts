import type { AffineMapRanges } from './kernels.js';

/**
 * How the kernel `affineMaps` computes in float32, the same operations in the same order on every backend, so that maps differ by
 * no more than a fused multiply-add makes of them (WGSL allows those).
 *
 *   q = floor(4 t + 1/2), r = t - q / 4                  t in turns; q whole quarters, |r| <= 1/8, both exact
 *   sin 2 pi r = r S(r^2),  cos 2 pi r = C(r^2)
 *   sin and cos of the angle: those of r, exchanged and negated as q mod 4 tells
 *
 * S and C are Taylor's series, by Horner's rule; what they leave out is below 2e-9. No rotation, and quarters of a turn, are exact.
 */

/** Random words for each image: five are used, and two blocks of Philox have eight. */
export const WORDS_PER_MAP = 8;

/** S, C: the coefficients (2 pi)^k / k!, with alternating signs, for k = 1, 3, ..., 9 and k = 0, 2, ..., 10. */
export const SINE_OF_TURN = [1, 3, 5, 7, 9].map(taylorCoefficient);
export const COSINE_OF_TURN = [0, 2, 4, 6, 8, 10].map(taylorCoefficient);

function taylorCoefficient(k: number): number {
  let coefficient = k % 4 < 2 ? 1 : -1;
  for (let i = 1; i <= k; i++) coefficient *= (2 * Math.PI) / i;
  return Math.fround(coefficient);
}

/** Where the middle of an image lies: between its two middle pixels where their number is even. Whole or half, so exact. */
export function middleOf({ height, width }: Pick<AffineMapRanges, 'height' | 'width'>): {
  row: number;
  column: number;
} {
  return { row: (height - 1) / 2, column: (width - 1) / 2 };
}
