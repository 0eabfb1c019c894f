import type { KernelTable } from '../backend.js';
import { floatsOf } from './reference-buffer.js';

/** w -= rate * g; or velocity = momentum * velocity - rate * g, then w += velocity (nesterov: one step ahead of it). */
export const sgd: KernelTable['sgd'] = ([g], [w, velocity], { learningRate, momentum, nesterov }) => {
  const gradient = floatsOf(g);
  const weight = floatsOf(w);
  if (!velocity) {
    for (let i = 0; i < weight.length; i++) weight[i] -= learningRate * gradient[i];
    return;
  }
  const speed = floatsOf(velocity);
  for (let i = 0; i < weight.length; i++) {
    const step = learningRate * gradient[i];
    const next = momentum * speed[i] - step;
    speed[i] = next;
    weight[i] += nesterov ? momentum * next - step : next;
  }
};

/** w -= decay * w; m += (1 - beta1)(g - m); v += (1 - beta2)(g^2 - v); w -= stepSize * m / (sqrt(v) + epsilon). */
export const adam: KernelTable['adam'] = ([g], [w, m, v], { stepSize, beta1, beta2, epsilon, decay }) => {
  const [gradient, weight, mean, square] = [floatsOf(g), floatsOf(w), floatsOf(m), floatsOf(v)];
  for (let i = 0; i < weight.length; i++) {
    const gi = gradient[i];
    const mi = mean[i] + (1 - beta1) * (gi - mean[i]);
    const vi = square[i] + (1 - beta2) * (gi * gi - square[i]);
    mean[i] = mi;
    square[i] = vi;
    weight[i] = weight[i] - decay * weight[i] - (stepSize * mi) / (Math.sqrt(vi) + epsilon);
  }
};

/** m and v as in adam; w -= learningRate * (mScale * m + gScale * g) / (sqrt(vScale * v) + epsilon). */
export const nadam: KernelTable['nadam'] = ([g], [w, m, v], attributes) => {
  const { learningRate, beta1, beta2, epsilon, mScale, gScale, vScale } = attributes;
  const [gradient, weight, mean, square] = [floatsOf(g), floatsOf(w), floatsOf(m), floatsOf(v)];
  for (let i = 0; i < weight.length; i++) {
    const gi = gradient[i];
    const mi = mean[i] + (1 - beta1) * (gi - mean[i]);
    const vi = square[i] + (1 - beta2) * (gi * gi - square[i]);
    mean[i] = mi;
    square[i] = vi;
    weight[i] -= (learningRate * (mScale * mi + gScale * gi)) / (Math.sqrt(vScale * vi) + epsilon);
  }
};

/** v = rho * v + (1 - rho) g^2; w -= learningRate * g / sqrt(v + epsilon). */
export const rmsprop: KernelTable['rmsprop'] = ([g], [w, v], { learningRate, rho, epsilon }) => {
  const [gradient, weight, square] = [floatsOf(g), floatsOf(w), floatsOf(v)];
  for (let i = 0; i < weight.length; i++) {
    const gi = gradient[i];
    const vi = rho * square[i] + (1 - rho) * gi * gi;
    square[i] = vi;
    weight[i] -= (learningRate * gi) / Math.sqrt(vi + epsilon);
  }
};

/** moving = moving * momentum + value * (1 - momentum). */
export const movingAverage: KernelTable['movingAverage'] = ([value], [moving], { momentum }) => {
  const from = floatsOf(value);
  const to = floatsOf(moving);
  for (let i = 0; i < to.length; i++) to[i] = to[i] * momentum + from[i] * (1 - momentum);
};
