import type { Product } from './product.js';
import { saturates } from './fused-activation.js';

/**
 * Where Strassen's algorithm pays: its time beside the direct product's on one and on two threads, medians in turn (docs/performance.md,
 * "Products by fewer multiplications").
 *
 *   CHOICE_TABLE
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
