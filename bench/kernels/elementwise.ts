import type { BinaryFunction, UnaryFunction } from '../../src/backend/kernels.js';
import { floats, integers, kernelCase, lengths, lengthText } from './kernel-case.js';

/** Cheap and dear ones. */
const unaryFunctions: readonly UnaryFunction[] = ['relu', 'exp', 'gelu'];
const binaryFunctions: readonly BinaryFunction[] = ['add', 'reluGradient'];
const columns = 64;

export const elementwiseCases = [
  kernelCase('elementwise', 'fill', '', lengths, (length) => ({
    ...sizeOf(length),
    inputs: [],
    outputs: [floats(length)],
    attributes: { value: 1 },
  })),
  kernelCase('elementwise', 'cast', 'uint8 to float32', lengths, (length) => ({
    ...sizeOf(length),
    inputs: [integers([length], 256, 'uint8')],
    outputs: [floats(length)],
    attributes: {},
  })),
  ...unaryFunctions.map((name) =>
    kernelCase('elementwise', 'unary', name, lengths, (length) => ({
      ...sizeOf(length),
      inputs: [floats(length)],
      outputs: [floats(length)],
      attributes: { function: name },
    })),
  ),
  ...binaryFunctions.map((name) =>
    kernelCase('elementwise', 'binary', name, lengths, (length) => ({
      ...sizeOf(length),
      inputs: [floats(length), floats(length)],
      outputs: [floats(length)],
      attributes: { function: name },
    })),
  ),
  kernelCase('elementwise', 'binary', 'add a row', lengths, (length) => ({
    ...sizeOf(length),
    inputs: [floats(length / columns, columns), floats(columns)],
    outputs: [floats(length / columns, columns)],
    attributes: { function: 'add' },
  })),
  kernelCase('elementwise', 'select', '', lengths, (length) => ({
    ...sizeOf(length),
    inputs: [floats(length), floats(length), floats(length)],
    outputs: [floats(length)],
    attributes: {},
  })),
];

function sizeOf(length: number) {
  return { size: lengthText(length), scale: length, flops: 0 };
}
