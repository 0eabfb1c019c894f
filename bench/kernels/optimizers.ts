import { floats, kernelCase, lengths, lengthText, updated } from './kernel-case.js';

/** So small that parameters stay finite however often they are updated. */
const learningRate = 1e-6;
const decays = { beta1: 0.9, beta2: 0.999, epsilon: 1e-7 };

export const optimizerCases = [
  kernelCase('optimizer', 'sgd', 'momentum', lengths, (length) => ({
    ...sizeOf(length),
    inputs: [floats(length)],
    outputs: [updated(length), updated(length)],
    attributes: { learningRate, momentum: 0.9, nesterov: false },
  })),
  kernelCase('optimizer', 'adam', '', lengths, (length) => ({
    ...sizeOf(length),
    inputs: [floats(length)],
    outputs: [updated(length), updated(length), { ...updated(length), isPositive: true }],
    attributes: { ...decays, stepSize: learningRate, decay: 0 },
  })),
  kernelCase('optimizer', 'nadam', '', lengths, (length) => ({
    ...sizeOf(length),
    inputs: [floats(length)],
    outputs: [updated(length), updated(length), { ...updated(length), isPositive: true }],
    attributes: { ...decays, learningRate, mScale: 0.9, gScale: 0.1, vScale: 1 },
  })),
  kernelCase('optimizer', 'rmsprop', '', lengths, (length) => ({
    ...sizeOf(length),
    inputs: [floats(length)],
    outputs: [updated(length), { ...updated(length), isPositive: true }],
    attributes: { learningRate, rho: 0.9, epsilon: 1e-7 },
  })),
  kernelCase('optimizer', 'movingAverage', '', lengths, (length) => ({
    ...sizeOf(length),
    inputs: [floats(length)],
    outputs: [updated(length)],
    attributes: { momentum: 0.99 },
  })),
];

function sizeOf(length: number) {
  return { size: lengthText(length), scale: length, flops: 0 };
}
