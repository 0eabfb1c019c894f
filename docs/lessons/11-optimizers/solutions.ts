/** Solutions of the exercises of lesson 11. */
import type { Moving } from './exercises.js';

/** Exercise 1: 2 / (the larger eigenvalue of H), the root of z^2 - (a + c) z + (a c - b^2). */
export function rateLimit(a: number, b: number, c: number): number {
  return 2 / ((a + c) / 2 + Math.hypot((a - c) / 2, b));
}

/** Exercise 2. */
export function nesterovStep(
  { w, velocity }: Moving,
  gradient: (w: number) => number,
  rate: number,
  momentum: number,
): Moving {
  const next = momentum * velocity - rate * gradient(w + momentum * velocity);
  return { w: w + next, velocity: next };
}

/** Exercise 3. */
export function adamMoves(gradients: number[], rate: number): number[] {
  const [beta1, beta2] = [0.9, 0.999];
  let [m, v] = [0, 0];
  return gradients.map((g, i) => {
    m = beta1 * m + (1 - beta1) * g;
    v = beta2 * v + (1 - beta2) * g * g;
    const t = i + 1;
    return (-rate * (m / (1 - beta1 ** t))) / Math.sqrt(v / (1 - beta2 ** t));
  });
}
