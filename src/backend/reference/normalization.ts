import type { KernelTable } from '../backend.js';
import { floatsOf } from './reference-buffer.js';

/** mean[c] and biased variance[c] of x over the rows: first the means, then the squared distances from them. */
export const moments: KernelTable['moments'] = ([x], [mean, variance], { rows, channels }) => {
  const values = floatsOf(x);
  const means = new Float64Array(channels);
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < channels; c++) means[c] += values[r * channels + c];
  }
  for (let c = 0; c < channels; c++) means[c] /= rows;

  const variances = new Float64Array(channels);
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < channels; c++) {
      const distance = values[r * channels + c] - means[c];
      variances[c] += distance * distance;
    }
  }
  for (let c = 0; c < channels; c++) variances[c] /= rows;
  floatsOf(mean).set(means);
  floatsOf(variance).set(variances);
};

/** y[r, c] = gamma[c] * (x[r, c] - mean[c]) / sqrt(variance[c] + epsilon) + beta[c]. */
export const batchNormalize: KernelTable['batchNormalize'] = ([x, mean, variance, gamma, beta], [y], attributes) => {
  const { rows, channels, epsilon } = attributes;
  const [from, to] = [floatsOf(x), floatsOf(y)];
  const [means, scale, shift] = [floatsOf(mean), floatsOf(gamma), floatsOf(beta)];
  const inverseDeviation = Float64Array.from(floatsOf(variance), (value) => 1 / Math.sqrt(value + epsilon));
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < channels; c++) {
      const i = r * channels + c;
      to[i] = scale[c] * ((from[i] - means[c]) * inverseDeviation[c]) + shift[c];
    }
  }
};

/**
 * With xhat = (x - mean) / sqrt(variance + epsilon), mean and variance x's own:
 *
 *   dbeta = sum over r of dy,   dgamma = sum over r of dy * xhat
 *   dx = gamma / sqrt(variance + epsilon) * (dy - dbeta / rows - xhat * dgamma / rows)
 *
 * Ioffe & Szegedy, "Batch normalization" (2015), section 3, its six equations put together.
 */
export const batchNormGradient: KernelTable['batchNormGradient'] = (
  [dy, x, mean, variance, gamma],
  [dx, dgamma, dbeta],
  { rows, channels, epsilon },
) => {
  const [upstream, values, to] = [floatsOf(dy), floatsOf(x), floatsOf(dx)];
  const [means, scale] = [floatsOf(mean), floatsOf(gamma)];
  const inverseDeviation = Float64Array.from(floatsOf(variance), (value) => 1 / Math.sqrt(value + epsilon));
  const sumDy = new Float64Array(channels);
  const sumDyXhat = new Float64Array(channels);
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < channels; c++) {
      const i = r * channels + c;
      sumDy[c] += upstream[i];
      sumDyXhat[c] += upstream[i] * ((values[i] - means[c]) * inverseDeviation[c]);
    }
  }
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < channels; c++) {
      const i = r * channels + c;
      const xhat = (values[i] - means[c]) * inverseDeviation[c];
      to[i] = scale[c] * inverseDeviation[c] * (upstream[i] - sumDy[c] / rows - (xhat * sumDyXhat[c]) / rows);
    }
  }
  floatsOf(dgamma).set(sumDyXhat);
  floatsOf(dbeta).set(sumDy);
};
