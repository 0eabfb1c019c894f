import type { Tensor } from 'handgrad';

/**
 * Exercise 1. Everything that was computed on the way to y, y included, in an order in which gradients may go back: each tensor once, and
 * before all tensors that it was computed from. `tensor.producer` is null for what was not computed; else `producer.inputs` are the
 * tensors (or null) that went in. Find the order without `producer.id`, by following inputs. Mind that two paths may meet.
 */
export function backwardOrder(_y: Tensor): Tensor[] {
  throw new Error('exercise 1: not written yet');
}

/**
 * Exercise 2. On how many paths x reaches y: how many products the chain rule would add up if it were worked out path by path. A tensor
 * that goes into an operation twice does so on two paths. There may be 2^50 of them: do not walk along each.
 */
export function countPaths(_y: Tensor, _x: Tensor): number {
  throw new Error('exercise 2: not written yet');
}

/**
 * Exercise 3. Forward mode: f(x) and f'(x) of the polynomial c[0] x^n + c[1] x^(n-1) + ... + c[n], in one pass. Begin with the value
 * c[0], then multiply by x and add the next coefficient, again and again (Horner's scheme); carry the derivative of the value along.
 */
export function polynomialWithSlope(_c: readonly number[], _x: number): { value: number; slope: number } {
  throw new Error('exercise 3: not written yet');
}
