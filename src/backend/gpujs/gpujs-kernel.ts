import type { FusedActivation, KernelAttributes, KernelName } from '../kernels.js';

/** The kernels of the contract that gpu.js runs; all others are the CPU's. */
export const gpuJsKernelNames = [
  'matmul',
  'conv2d',
  'conv2dInputGradient',
  'conv2dKernelGradient',
  'maxPool2d',
  'maxPool2dGradient',
  'averagePool2d',
  'averagePool2dGradient',
] as const satisfies readonly KernelName[];

/** The name of a kernel that gpu.js runs. */
export type GpuJsKernelName = (typeof gpuJsKernelNames)[number];

/** What gpu.js gives a kernel function as `this`: which element of the output to compute, and the constants. */
export interface KernelThread<Constants> {
  readonly thread: { readonly x: number; readonly y: number; readonly z: number };
  readonly constants: Constants;
}

/** A kernel function's view of a picture or a convolution kernel: [row][column][channel]. See `images` and `taps`. */
export type Pixels = readonly (readonly (readonly number[])[])[];

/** Sizes of an operand, the fastest first: [n] is read as a[i], [channels, columns, rows] as x[row][column][channel]. */
export type OperandSizes = readonly number[];

/** A kernel for gpu.js: the function that computes one element, and how the launch's attributes lay out its operands. */
export interface GpuJsKernel<K extends GpuJsKernelName> {
  /**
   * Computes one element of the output, from the operands in the contract's order. gpu.js translates its source: it may use
   * nothing but its arguments, its constants and Math.
   */
  readonly element: (this: never, ...operands: never[]) => number;
  /** Whole numbers that the function finds in `this.constants`: they become part of the compiled kernel. */
  readonly constants: (attributes: KernelAttributes<K>) => Readonly<Record<string, number>>;
  /** The sizes of every input, in the contract's order. A matmul or conv2d without a bias gets zeros. */
  readonly inputs: (attributes: KernelAttributes<K>) => readonly OperandSizes[];
  /** How many threads along x, y and z, x being the fastest in memory: together the elements of the output. */
  readonly threads: (attributes: KernelAttributes<K>) => readonly number[];
}

/** What `this.constants.activation` holds: gpu.js has no strings. */
export function activationCode(activation: FusedActivation): number {
  return { linear: 0, relu: 1, sigmoid: 2, tanh: 3 }[activation];
}

/** Sizes of pictures [batch, height, width, channels], seen as x[b * height + h][w][c]. */
export function images(batch: number, height: number, width: number, channels: number): OperandSizes {
  return [channels, width, batch * height];
}

/** Sizes of a convolution kernel [height, width, inChannels, outChannels], seen as w[kh * width + kw][i][o]. */
export function taps(height: number, width: number, inChannels: number, outChannels: number): OperandSizes {
  return [outChannels, inChannels, height * width];
}
