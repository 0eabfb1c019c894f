import type { Tensor } from 'handgrad';

/**
 * Exercise 1. Undoes broadcasting of matrices: the gradient of a matrix of `rows` x `columns` that was stretched to the shape of
 * `gradient`. Each of `rows` and `columns` is 1 or what `gradient` has. The result has `rows` rows of `columns` numbers.
 */
export function sumTo(_gradient: readonly (readonly number[])[], _rows: number, _columns: number): number[][] {
  throw new Error('exercise 1: not written yet');
}

/**
 * Exercise 2. Shares of a total: y[i] = x[i] / (x[0] + ... + x[n-1]). Each x[k] is used in its own y[k], and in every y[i] through the
 * total. Given x and dy = dL/dy, returns dL/dx.
 */
export function shareGradient(_x: readonly number[], _dy: readonly number[]): number[] {
  throw new Error('exercise 2: not written yet');
}

/**
 * Exercise 3. y = s x + b for x [n, m], s [n, 1] and b [m], as in the lesson's script. Given x, s and dy [n, m], returns the three
 * gradients, each in the shape of its value, written with tensor operations. `sum(axes, { keepDims: true })` keeps a length of 1.
 */
export function scaleAndShiftGradients(_x: Tensor, _s: Tensor, _dy: Tensor): { dx: Tensor; ds: Tensor; db: Tensor } {
  throw new Error('exercise 3: not written yet');
}
