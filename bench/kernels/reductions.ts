import { floats, kernelCase, lengths, lengthText } from './kernel-case.js';

const columns = 64;

export const reductionCases = [
  kernelCase('reduction', 'reduce', 'sum of all', lengths, (length) => ({
    ...sizeOf(length),
    inputs: [floats(length)],
    outputs: [floats()],
    attributes: { function: 'sum', outer: 1, length, inner: 1 },
  })),
  kernelCase('reduction', 'reduce', 'sum of each column', lengths, (length) => ({
    ...sizeOf(length),
    inputs: [floats(length / columns, columns)],
    outputs: [floats(columns)],
    attributes: { function: 'sum', outer: 1, length: length / columns, inner: columns },
  })),
  kernelCase('reduction', 'reduce', 'max of each row', lengths, (length) => ({
    ...sizeOf(length),
    inputs: [floats(length / columns, columns)],
    outputs: [floats(length / columns)],
    attributes: { function: 'max', outer: length / columns, length: columns, inner: 1 },
  })),
  kernelCase('reduction', 'argMax', 'of each row', lengths, (length) => ({
    ...sizeOf(length),
    inputs: [floats(length / columns, columns)],
    outputs: [{ ...floats(length / columns), dtype: 'int32' }],
    attributes: { outer: length / columns, length: columns, inner: 1 },
  })),
];

function sizeOf(length: number) {
  return { size: lengthText(length), scale: length, flops: 0 };
}
