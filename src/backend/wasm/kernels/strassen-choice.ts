import type { Product } from './product-run.js';
import { saturates } from './fused-activation.js';

/**
 * Where Strassen's algorithm pays: its time beside the direct product's on one and on two threads, medians in turn (docs/performance.md,
 * "Products by fewer multiplications").
 *
 *   10,000 x 784 x 200       0.84, 0.90       784 x 10,000 x 200, a transposed    0.78, 0.88
 *   10,000 x 784 x 100       0.82, 0.78       784 x 1,000 x 200, a transposed     0.95, 0.96
 *   4,000 x 784 x 200        0.84, 0.84       784 x 256 x 600, a transposed       1.10, 1.19
 *   2,000 x 784 x 200        0.84, 0.93       1,000 x 1,000 x 1,000               0.93, 0.99
 *   1,000 x 784 x 200        0.90, 1.01       256 x 784 x 600                     1.17, 1.19
 */
const FEWEST_ROWS = 768;
const FEWEST_COLUMNS = 96;
const SMALLEST_DEPTH = 512;
const FEWEST_ELEMENTS_OF_A = 1.5e6;

/** Whether a product is to be computed by Strassen's algorithm (strassen.ts). */
export function isWorthStrassen({ m, n, k, activation }: Product): boolean {
  const isLarge = m >= FEWEST_ROWS && n >= FEWEST_COLUMNS && k >= SMALLEST_DEPTH && m * k >= FEWEST_ELEMENTS_OF_A;
  return isLarge && !saturates(activation);
}
