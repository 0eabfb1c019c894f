/** Each neuron contributes its weight times its slope, and the slope is h (1 - h). */
export function sigmoidChainGradient(x: number, weights: number[]): number {
  let [h, gradient] = [x, 1];
  for (const w of weights) {
    h = 1 / (1 + Math.exp(-w * h));
    gradient *= w * h * (1 - h);
  }
  return gradient;
}

/**
 * The mean square of z is fanIn s times that of h, s being the variance of the weights. z is positive and negative equally often, so
 * that of f(z) is (1 + alpha^2) / 2 times that of z. Both together are 1 if s = 2 / ((1 + alpha^2) fanIn) (He et al. 2015, equation 15).
 */
export function leakyReluDeviation(fanIn: number, alpha: number): number {
  return Math.sqrt(2 / ((1 + alpha ** 2) * fanIn));
}

/** Each layer contributes 1 + w tanh'(w h): the 1 is the way past the layer, and small weights leave the product near 1, not near 0. */
export function residualChainGradient(x: number, weights: number[]): number {
  let [h, gradient] = [x, 1];
  for (const w of weights) {
    const t = Math.tanh(w * h);
    h += t;
    gradient *= 1 + w * (1 - t ** 2);
  }
  return gradient;
}
