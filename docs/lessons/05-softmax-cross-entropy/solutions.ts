import type { Tensor } from 'handgrad';
import type { TemperatureGradients } from './exercises.js';

/** A shift of all logits changes nothing, so the largest may be 0: then no power is above 1, and their sum is at least 1. */
export function stableSoftmax(z: number[]): number[] {
  const largest = Math.max(...z);
  const powers = z.map((logit) => Math.exp(logit - largest));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}

/**
 * q[i] = z[i] - ln sum of e^z, so dq[i]/dz[k] = [i = k] - p[k] with p = e^q, and the sum over i of dL/dq[i] times that is
 * dL/dq[k] - p[k] (sum of dL/dq): one number for each row.
 */
export function logSoftmaxGradient(q: Tensor, dq: Tensor): Tensor {
  return dq.sub(q.exp().mul(dq.sum(-1, { keepDims: true })));
}

/**
 * With u = z / T, dL/du = (softmax(u) - y) / M, M being the number of rows. Then du/dz = 1 / T, and du/dT = -z / T^2; T is used by every
 * entry of u, so its gradient is the sum over all of them.
 */
export function temperatureGradients(z: Tensor, y: Tensor, temperature: number): TemperatureGradients {
  const du = z.div(temperature).softmax().sub(y).div(z.shape[0]);
  return {
    dz: du.div(temperature),
    dtemperature: du
      .mul(z)
      .sum()
      .div(-(temperature ** 2)),
  };
}
