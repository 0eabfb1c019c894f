import type { Tensor } from 'handgrad';
import type { BatchNormGradients, Dense, TrainedBatchNorm } from './exercises.js';

/** dx = r (g - mean(g) - xhat mean(g xhat)), g = gamma dy: means over the examples, axis 0. */
export function batchNormGradients(x: Tensor, gamma: Tensor, dy: Tensor, epsilon: number): BatchNormGradients {
  const { xhat } = standardized(x, 0, epsilon);
  return { dx: standardizedGradient(x, dy.mul(gamma), 0, epsilon), dgamma: dy.mul(xhat).sum(0), dbeta: dy.sum(0) };
}

/** The same derivation with other numbers in the mean: those of a row. */
export function layerNormGradient(x: Tensor, dy: Tensor, epsilon: number): Tensor {
  return standardizedGradient(x, dy, 1, epsilon);
}

/** gamma (x W + b - mean) r + beta = x (W gamma r) + ((b - mean) gamma r + beta): each column of W is scaled. */
export function foldIntoDense({ kernel, bias }: Dense, norm: TrainedBatchNorm, epsilon: number): Dense {
  const scale = norm.gamma.div(norm.movingVariance.add(epsilon).sqrt());
  return { kernel: kernel.mul(scale), bias: bias.sub(norm.movingMean).mul(scale).add(norm.beta) };
}

function standardized(x: Tensor, axis: number, epsilon: number): { xhat: Tensor; r: Tensor } {
  const r = x.variance(axis, { keepDims: true }).add(epsilon).sqrt().reciprocal();
  return { xhat: x.sub(x.mean(axis, { keepDims: true })).mul(r), r };
}

function standardizedGradient(x: Tensor, g: Tensor, axis: number, epsilon: number): Tensor {
  const { xhat, r } = standardized(x, axis, epsilon);
  const along = g.mul(xhat).mean(axis, { keepDims: true });
  return r.mul(g.sub(g.mean(axis, { keepDims: true })).sub(xhat.mul(along)));
}
