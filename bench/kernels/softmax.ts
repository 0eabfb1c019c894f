import { floats, integers, kernelCase, lengthText } from './kernel-case.js';

const batches = [1, 128, 1000, 10_000];
const columns = 10;

export const softmaxCases = [
  kernelCase('softmax', 'softmax', '', batches, (rows) => ({
    ...sizeOf(rows),
    inputs: [floats(rows, columns)],
    outputs: [floats(rows, columns)],
    attributes: { rows, columns, logarithm: false },
  })),
  kernelCase('softmax', 'softmaxCrossEntropy', '', batches, (rows) => ({
    ...sizeOf(rows),
    inputs: [floats(rows, columns), integers([rows], columns)],
    outputs: [floats(rows)],
    attributes: { rows, columns, labelSmoothing: 0 },
  })),
  kernelCase('softmax', 'softmaxCrossEntropyGradient', '', batches, (rows) => ({
    ...sizeOf(rows),
    inputs: [floats(rows, columns), integers([rows], columns), floats(rows)],
    outputs: [floats(rows, columns)],
    attributes: { rows, columns, labelSmoothing: 0 },
  })),
];

function sizeOf(rows: number) {
  return { size: `${lengthText(rows)} x ${columns}`, scale: rows, flops: 0 };
}
