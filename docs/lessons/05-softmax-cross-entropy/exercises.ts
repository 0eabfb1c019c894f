import type { Tensor } from 'handgrad';

/**
 * Exercise 1. Softmax with plain numbers, for logits of any size: 1e4 and -1e4 must give numbers, not NaN.
 *
 * z: [C]. Returns p: [C], adding up to 1.
 */
export function stableSoftmax(_z: number[]): number[] {
  throw new Error('exercise 1: not written yet');
}

/**
 * Exercise 2. The way back through the logarithm of softmax, q = log softmax(z) along the last axis, without making any Jacobian.
 *
 * q: [M, C], dq = dL/dq: [M, C]. Returns dL/dz: [M, C]. For C classes it shall cost a multiple of C per row, not of C^2.
 */
export function logSoftmaxGradient(_q: Tensor, _dq: Tensor): Tensor {
  throw new Error('exercise 2: not written yet');
}

/** Gradients of a loss with a temperature. */
export interface TemperatureGradients {
  /** dL/dz: [M, C]. */
  dz: Tensor;
  /** dL/dT: a scalar, []. */
  dtemperature: Tensor;
}

/**
 * Exercise 3. A network that is too sure of itself can be calibrated: its logits are divided by a temperature T before softmax, and T
 * is learnt (Guo et al. 2017, "On calibration of modern neural networks"). Derive both gradients of
 *
 *     L = softmaxCrossEntropy(z / T, labels)        (the mean over the batch)
 *
 * z: [M, C], y: [M, C], 1 at the label of each row and 0 elsewhere. Without `backward`.
 */
export function temperatureGradients(_z: Tensor, _y: Tensor, _temperature: number): TemperatureGradients {
  throw new Error('exercise 3: not written yet');
}
