/** The exercises of lesson 11: copy this file, fill in the three functions, and check them: npm run lesson 11 -- --check my.ts */

/**
 * Exercise 1: the limit of the learning rate for L(w) = 1/2 (a w1^2 + 2 b w1 w2 + c w2^2), that is H = [[a, b], [b, c]], positive
 * definite: below it plain gradient descent reaches (0, 0) from everywhere, above it from almost nowhere.
 */
export function rateLimit(_a: number, _b: number, _c: number): number {
  throw new Error('exercise 1: not written yet');
}

/** A weight and its velocity. */
export interface Moving {
  w: number;
  velocity: number;
}

/**
 * Exercise 2: Nesterov's update as he wrote it, with the gradient taken ahead of the weight:
 *
 *   velocity' = momentum velocity - rate g(w + momentum velocity)        w' = w + velocity'
 *
 * gradient: g, a function of the weight. Returns the weight and the velocity after one step.
 */
export function nesterovStep(
  _weight: Moving,
  _gradient: (w: number) => number,
  _rate: number,
  _momentum: number,
): Moving {
  throw new Error('exercise 2: not written yet');
}

/**
 * Exercise 3: Adam as the paper's algorithm 1 has it, with both means corrected, beta1 = 0.9, beta2 = 0.999, epsilon = 0.
 *
 * gradients: of steps 1, 2, ... Returns by how much each of these steps moves the weight.
 */
export function adamMoves(_gradients: number[], _rate: number): number[] {
  throw new Error('exercise 3: not written yet');
}
