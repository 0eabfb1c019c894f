import { floats, kernelCase, lengths, lengthText } from './kernel-case.js';

export const dropoutCases = [
  kernelCase('dropout', 'dropout', '', lengths, (length) => ({
    size: lengthText(length),
    scale: length,
    inputs: [floats(length)],
    outputs: [floats(length)],
    attributes: { rate: 0.5, seedLow: 1, seedHigh: 0, streamLow: 2, streamHigh: 3, step: 4 },
    flops: 0,
  })),
];
