import { floats, integers, kernelCase, lengths, lengthText } from './kernel-case.js';

const batches = [128, 1000, 10_000];
const classes = 10;

export const countingCases = [
  kernelCase('counting', 'countNonFinite', '', lengths, (length) => ({
    size: lengthText(length),
    scale: length,
    inputs: [floats(length)],
    outputs: [{ ...integers([1], 1), isUpdated: true }],
    attributes: {},
    flops: 0,
  })),
  kernelCase('counting', 'confusionMatrix', '', batches, (count) => ({
    size: lengthText(count),
    scale: count,
    inputs: [integers([count], classes), integers([count], classes)],
    outputs: [{ ...integers([classes, classes], 1), isUpdated: true }],
    attributes: { classes },
    flops: 0,
  })),
];
