/**
 * Exercise 1. The central difference quotient (f(x + h) - f(x - h)) / 2h. For a parabola it is the exact slope, whatever h is.
 */
export function centralDifference(_f: (x: number) => number, _x: number, _h: number): number {
  throw new Error('exercise 1: not written yet');
}

/**
 * Exercise 2. The derivatives of L = (a - target)^2 for a neuron with another activation, a = tanh(w x + b), by the chain rule:
 * dL/dw, dL/db and dL/dx. (tanh'(z) = 1 - tanh(z)^2.)
 */
export function neuronDerivatives(
  _x: number,
  _w: number,
  _b: number,
  _target: number,
): { dw: number; db: number; dx: number } {
  throw new Error('exercise 2: not written yet');
}

/** A function of one number, and its derivative. */
export interface Step {
  readonly f: (x: number) => number;
  readonly derivative: (x: number) => number;
}

/**
 * Exercise 3. The derivative at x of a chain of any length: of f_n(... f_2(f_1(x))), the first step being applied first. Without
 * steps it is the derivative of x itself.
 */
export function derivativeOfChain(_steps: readonly Step[], _x: number): number {
  throw new Error('exercise 3: not written yet');
}
