import type { Tensor } from 'handgrad';

/** What a batch normalisation passes back. */
export interface BatchNormGradients {
  /** dL/dx: [M, C]. */
  dx: Tensor;
  /** dL/dgamma: [C]. */
  dgamma: Tensor;
  /** dL/dbeta: [C]. */
  dbeta: Tensor;
}

/**
 * Exercise 1. The way back through a batch normalisation in training, y = gamma xhat + beta, without `backward`.
 *
 * x: [M, C], gamma: [C], dy = dL/dy: [M, C]; epsilon is added to the variance. Mean and variance are those of each column of x.
 */
export function batchNormGradients(_x: Tensor, _gamma: Tensor, _dy: Tensor, _epsilon: number): BatchNormGradients {
  throw new Error('exercise 1: not written yet');
}

/**
 * Exercise 2. Layer normalisation (Ba, Kiros and Hinton 2016) standardises each example by itself: mean and variance are those of each
 * row. Its way back, for y = xhat (gamma 1, beta 0).
 *
 * x: [M, C], dy = dL/dy: [M, C]. Returns dL/dx: [M, C].
 */
export function layerNormGradient(_x: Tensor, _dy: Tensor, _epsilon: number): Tensor {
  throw new Error('exercise 2: not written yet');
}

/** A dense layer's parameters. */
export interface Dense {
  /** [K, C] */
  kernel: Tensor;
  /** [C] */
  bias: Tensor;
}

/** What a trained batch normalisation consists of: [C] each. */
export interface TrainedBatchNorm {
  gamma: Tensor;
  beta: Tensor;
  movingMean: Tensor;
  movingVariance: Tensor;
}

/**
 * Exercise 3. In use a batch normalisation is a fixed straight line for each channel, so a dense layer below it can do its work, too.
 *
 * Returns the one dense layer that computes the same as `dense` and after it `norm` with its moving statistics.
 */
export function foldIntoDense(_dense: Dense, _norm: TrainedBatchNorm, _epsilon: number): Dense {
  throw new Error('exercise 3: not written yet');
}
