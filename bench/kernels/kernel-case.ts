import type { KernelAttributes, KernelName, KernelSignatures } from '../../src/backend/kernels.js';
import type { DType, Shape } from '../../src/index.js';
import { bytesPerElement } from '../../src/tensor/dtype.js';
import { sizeOf } from '../../src/tensor/shape.js';

/** A kernel to be measured on a ladder of sizes. */
export interface KernelCase<K extends KernelName = KernelName> {
  readonly family: Family;
  readonly kernel: K;
  /** What sets it apart from another case of the same kernel: `relu`, `a transposed`. Empty where there is none. */
  readonly variant: string;
  /** From small to large. */
  readonly ladder: readonly SizedLaunch<K>[];
}

/** Kernels that are charted together. */
export type Family = (typeof families)[number];

export const families = [
  'matmul',
  'conv2d',
  'pooling',
  'elementwise',
  'reduction',
  'layout',
  'normalization',
  'softmax',
  'dropout',
  'augmentation',
  'optimizer',
  'counting',
] as const;

/** One launch of a kernel. */
export interface SizedLaunch<K extends KernelName = KernelName> {
  /** For people: `256 x 256 x 256`. */
  readonly size: string;
  /** The size as one number: what the ladder climbs. */
  readonly scale: number;
  readonly inputs: KernelSignatures<OperandSpecification>[K]['inputs'];
  readonly outputs: KernelSignatures<OperandSpecification>[K]['outputs'];
  readonly attributes: KernelAttributes<K>;
  /** Floating-point operations of a product, 2 per multiplication with addition; 0 where memory is what counts. */
  readonly flops: number;
  /** Bytes read and written, where that is not every operand once. */
  readonly bytesMoved?: number;
}

/** A tensor to be made. */
export interface OperandSpecification {
  readonly shape: Shape;
  readonly dtype: DType;
  /** Whole numbers are from 0 up to, not including, this one. */
  readonly below: number;
  /** Floats are from 0 to 1 if so, else from -1 to 1. */
  readonly isPositive: boolean;
  /** Whether the kernel reads what it then overwrites. */
  readonly isUpdated: boolean;
}

/** Random floats. */
export function floats(...shape: number[]): OperandSpecification {
  return { shape, dtype: 'float32', below: 0, isPositive: false, isUpdated: false };
}

/** Floats that the kernel updates in place. */
export function updated(...shape: number[]): OperandSpecification {
  return { ...floats(...shape), isUpdated: true };
}

/** Random whole numbers below a bound. */
export function integers(shape: Shape, below: number, dtype: 'int32' | 'uint8' = 'int32'): OperandSpecification {
  return { shape, dtype, below, isPositive: true, isUpdated: false };
}

/** Makes a case of a kernel: `sized` gives its launch for each step of the ladder. */
export function kernelCase<K extends KernelName, S>(
  family: Family,
  kernel: K,
  variant: string,
  steps: readonly S[],
  sized: (step: S) => SizedLaunch<K>,
): KernelCase<K> {
  return { family, kernel, variant, ladder: steps.map(sized) };
}

/** 1,024 to 4,194,304 elements: from what fits the first cache to what fits none. */
export const lengths = [2 ** 10, 2 ** 14, 2 ** 18, 2 ** 22] as const;

/** The size of a vector, for people. */
export function lengthText(length: number): string {
  return length.toLocaleString('en-US');
}

/** Bytes that a launch has to read and write: every operand once, those that are updated twice. */
export function bytesMoved({ inputs, outputs, bytesMoved }: SizedLaunch): number {
  const operands: readonly (OperandSpecification | null)[] = [...inputs, ...outputs];
  return bytesMoved ?? operands.reduce((total, operand) => total + (operand ? operandBytes(operand) : 0), 0);
}

function operandBytes({ shape, dtype, isUpdated }: OperandSpecification): number {
  return sizeOf(shape) * bytesPerElement[dtype] * (isUpdated ? 2 : 1);
}
