/**
 * Exercise 1. The gradient at the bottom of a chain of sigmoid neurons, each with one input and no bias:
 *
 *     h[0] = x,  h[l] = sigmoid(w[l] h[l - 1])
 *
 * weights: w[1], w[2], ..., from the bottom up. Returns d(last h) / dx.
 */
export function sigmoidChainGradient(_x: number, _weights: number[]): number {
  throw new Error('exercise 1: not written yet');
}

/**
 * Exercise 2. The right start for another activation: leaky relu, f(z) = z where z > 0, else alpha z.
 *
 * A layer f(h W) has `fanIn` inputs; the weights are normally distributed with mean 0 and independent. Returns the standard deviation
 * of the weights at which a layer's output has the same mean square as its input.
 */
export function leakyReluDeviation(_fanIn: number, _alpha: number): number {
  throw new Error('exercise 2: not written yet');
}

/**
 * Exercise 3. A way past the layers. In a residual network (He et al. 2016) each layer adds to what it is given:
 *
 *     h[0] = x,  h[l] = h[l - 1] + tanh(w[l] h[l - 1])
 *
 * Returns d(last h) / dx. (Compare it with exercise 1 when all weights are small.)
 */
export function residualChainGradient(_x: number, _weights: number[]): number {
  throw new Error('exercise 3: not written yet');
}
