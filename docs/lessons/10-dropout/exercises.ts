import type { Tensor } from 'handgrad';

/**
 * Exercise 1. Dropout, forwards and backwards: element i is dropped where words[i] < floor(rate * 2^32), and scaled by 1 / (1 - rate) where
 * it is kept.
 *
 * words: 32 random bits each, unsigned, one for each element of x. dy: dL/dy. Returns y and dL/dx.
 */
export function dropout(_x: number[], _words: number[], _rate: number, _dy: number[]): { y: number[]; dx: number[] } {
  throw new Error('exercise 1: not written yet');
}

/**
 * Exercise 2. Mean and variance of z = sum over i of w[i] y[i] + b, where y is x after dropout.
 */
export function meanAndVariance(
  _x: number[],
  _w: number[],
  _b: number,
  _rate: number,
): { mean: number; variance: number } {
  throw new Error('exercise 2: not written yet');
}

/**
 * Exercise 3. The expectation, over all masks, of the mean squared error of a linear model whose inputs are dropped out, without
 * drawing any mask: as a function that `backward` can differentiate.
 *
 *   mean over n of (sum over i of y[n, i] w[i] - target[n])^2,      y[n] = x[n] after dropout
 *
 * x: [N, K]; w: [K]; target: [N]; float64. Returns one number, shape [].
 */
export function expectedLoss(_x: Tensor, _w: Tensor, _target: Tensor, _rate: number): Tensor {
  throw new Error('exercise 3: not written yet');
}
