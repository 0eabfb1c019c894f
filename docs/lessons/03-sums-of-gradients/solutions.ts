import type { Tensor } from 'handgrad';

/** Exercise 1. An element of the gradient belongs to the element that was copied to it: index 0 wherever the length was 1. */
export function sumTo(gradient: readonly (readonly number[])[], rows: number, columns: number): number[][] {
  const sums = Array.from({ length: rows }, () => new Array<number>(columns).fill(0));
  gradient.forEach((row, i) => {
    row.forEach((share, j) => {
      sums[rows === 1 ? 0 : i][columns === 1 ? 0 : j] += share;
    });
  });
  return sums;
}

/** Exercise 2. dL/dx[k] = dy[k] / total - (sum over i of dy[i] x[i]) / total^2. */
export function shareGradient(x: readonly number[], dy: readonly number[]): number[] {
  const total = x.reduce((sum, value) => sum + value, 0);
  const ofTotal = -dy.reduce((sum, share, i) => sum + share * x[i], 0) / total ** 2;
  return dy.map((share) => share / total + ofTotal);
}

/** Exercise 3. */
export function scaleAndShiftGradients(x: Tensor, s: Tensor, dy: Tensor): { dx: Tensor; ds: Tensor; db: Tensor } {
  return { dx: dy.mul(s), ds: dy.mul(x).sum(1, { keepDims: true }), db: dy.sum(0) };
}
