import type { Step } from './exercises.js';

/** Exercise 1. */
export function centralDifference(f: (x: number) => number, x: number, h: number): number {
  return (f(x + h) - f(x - h)) / (2 * h);
}

/** Exercise 2. One pass forwards that keeps a, then one product for each step backwards. */
export function neuronDerivatives(
  x: number,
  w: number,
  b: number,
  target: number,
): { dw: number; db: number; dx: number } {
  const a = Math.tanh(w * x + b);
  const dz = 2 * (a - target) * (1 - a * a);
  return { dw: dz * x, db: dz, dx: dz * w };
}

/** Exercise 3. Each factor is taken where the value has got to when it reaches that step. */
export function derivativeOfChain(steps: readonly Step[], x: number): number {
  let [value, slope] = [x, 1];
  for (const { f, derivative } of steps) {
    slope *= derivative(value);
    value = f(value);
  }
  return slope;
}
