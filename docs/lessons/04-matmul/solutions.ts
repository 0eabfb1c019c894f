import type { Tensor } from 'handgrad';
import type { DenseGradients } from './exercises.js';

/** dL/da[i, k] = sum over j of g[i, j] b[k, j]: a[i, k] reaches all of row i of Y, column j with the factor b[k, j]. */
export function gradientOfLeft(a: number[][], b: number[][], g: number[][]): number[][] {
  return a.map((row, i) => row.map((_, k) => g[i].reduce((sum, upstream, j) => sum + upstream * b[k][j], 0)));
}

/** A product for each side, and the bias, which every example adds, gets the sum over the examples. */
export function denseGradients(x: Tensor, w: Tensor, dy: Tensor): DenseGradients {
  return {
    dx: dy.matmul(w, { transposeB: true }),
    dw: x.matmul(dy, { transposeA: true }),
    dbias: dy.sum(0),
  };
}

/**
 * Example i's matrix is the outer product x[i, k] dy[i, j], and the sum of its squares comes apart:
 * sum over k and j of x[i, k]^2 dy[i, j]^2 = (sum over k of x[i, k]^2) (sum over j of dy[i, j]^2).
 * (Goodfellow 2015, "Efficient per-example gradient computations".)
 */
export function exampleGradientNorms(x: Tensor, dy: Tensor): Tensor {
  return x.square().sum(1).mul(dy.square().sum(1)).sqrt();
}
