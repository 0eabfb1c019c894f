import type { Tensor } from 'handgrad';

/**
 * Exercise 1. The gradient of a product for its left side, with loops over indices and nothing else.
 *
 * a: [M, K], b: [K, N], g = dL/dY of Y = a b: [M, N]. Returns dL/da: [M, K].
 */
export function gradientOfLeft(_a: number[][], _b: number[][], _g: number[][]): number[][] {
  throw new Error('exercise 1: not written yet');
}

/** What a dense layer passes back. */
export interface DenseGradients {
  /** dL/dx: [M, K]. */
  dx: Tensor;
  /** dL/dw: [K, N]. */
  dw: Tensor;
  /** dL/dbias: [N]. */
  dbias: Tensor;
}

/**
 * Exercise 2. The way back through a dense layer Y = x w + bias, for a whole batch, without `backward`.
 *
 * x: [M, K], w: [K, N], dy = dL/dY: [M, N]. Two products (`matmul` with `transposeA` or `transposeB`) and one `sum` are enough.
 */
export function denseGradients(_x: Tensor, _w: Tensor, _dy: Tensor): DenseGradients {
  throw new Error('exercise 2: not written yet');
}

/**
 * Exercise 3. dL/dw of a batch is a sum of one matrix for each example. How long is each of them?
 *
 * x: [M, K], dy = dL/dY of Y = x w: [M, N]. Returns for each example i the Euclidean norm of its own dL/dw, sqrt(sum of squares): [M].
 * Do not make the M matrices [K, N]: there is a way without.
 */
export function exampleGradientNorms(_x: Tensor, _dy: Tensor): Tensor {
  throw new Error('exercise 3: not written yet');
}
