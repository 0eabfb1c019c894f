import type { Operand } from '../../../tensor/device.js';
import type { TypedArray } from '../../../tensor/dtype.js';
import { HandgradError } from '../../../tensor/error.js';
import { broadcastStrides, sizeOf } from '../../../tensor/shape.js';
import type { KernelTable } from '../../backend.js';
import type { BinaryFunction, UnaryFunction } from '../../kernels.js';
import { storageBytes } from '../buffers.js';
import { linearDispatch, type Launcher } from '../launch.js';
import { collapseAxes } from './strided-axes.js';
import { requireDType, wgslType } from './wgsl-types.js';

// The place of a function in these lists is its number in the WGSL file.

/** kernels/unary.wgsl */
const floatFunctions: readonly UnaryFunction[] = [
  'neg',
  'abs',
  'sign',
  'exp',
  'log',
  'sqrt',
  'square',
  'reciprocal',
  'erf',
  'relu',
  'leakyRelu',
  'elu',
  'selu',
  'gelu',
  'silu',
  'sigmoid',
  'tanh',
  'softplus',
  'clip',
];
/** kernels/unary-int32.wgsl */
const integerFunctions: readonly UnaryFunction[] = ['neg', 'abs', 'sign', 'square', 'clip'];
/** kernels/comparison.wgsl */
const comparisons: readonly BinaryFunction[] = ['equal', 'notEqual', 'less', 'lessEqual', 'greater', 'greaterEqual'];
/** kernels/arithmetic-int32.wgsl */
const integerArithmetic: readonly BinaryFunction[] = ['add', 'sub', 'mul', 'div', 'pow', 'minimum', 'maximum'];
/** kernels/arithmetic-float32.wgsl */
export const floatArithmetic: readonly BinaryFunction[] = [
  ...integerArithmetic,
  'reluGradient',
  'sigmoidGradient',
  'tanhGradient',
];

type ElementwiseKernels = Pick<KernelTable, 'fill' | 'cast' | 'unary' | 'binary' | 'select'>;

/** Functions of one element at a time: kernels/fill.wgsl, cast.wgsl, unary.wgsl, binary.wgsl, select.wgsl. */
export function elementwiseKernels(gpu: Launcher): ElementwiseKernels {
  return {
    fill(_, [y], { value }) {
      gpu.launch({
        kernel: 'fill',
        include: ['linear-index'],
        reads: [],
        writes: [y],
        scalars: [{ u32: wordOf(y, value) }],
        dispatch: linearDispatch(wordsOf(y), 256),
      });
    },

    cast([x], [y]) {
      const fromBytes = x.dtype === 'uint8';
      const toBytes = y.dtype === 'uint8';
      // Of the same type: the words as they are.
      const isCopy = x.dtype === y.dtype;
      gpu.launch({
        kernel: 'cast',
        entry: isCopy ? 'main' : fromBytes ? 'fromBytes' : toBytes ? 'toBytes' : 'main',
        aliases: isCopy ? { X: 'u32', Y: 'u32' } : { X: wordType(x), Y: wordType(y) },
        include: ['linear-index'],
        reads: [x],
        writes: [y],
        dispatch: linearDispatch(wordsOf(y), 256),
      });
    },

    unary([x], [y], { function: f, alpha = 0, beta = 0 }) {
      const isInteger = wgslType('unary', x, ['float32', 'int32']) === 'i32';
      const functions = isInteger ? integerFunctions : floatFunctions;
      if (!functions.includes(f)) {
        throw new HandgradError(
          `webgpu: unary: ${f} of int32 is not defined (${functions.join(', ')} are); cast to float32`,
        );
      }
      gpu.launch({
        kernel: isInteger ? 'unary-int32' : 'unary',
        constants: { FUNCTION: functions.indexOf(f) },
        include: isInteger ? ['linear-index'] : ['linear-index', 'activations'],
        reads: [x],
        writes: [y],
        scalars: isInteger ? [{ i32: nearestInt32(alpha) }, { i32: nearestInt32(beta) }] : [alpha, beta],
        dispatch: linearDispatch(sizeOf(y.shape), 256),
      });
    },

    binary([a, b], [y], { function: f }) {
      const type = wgslType('binary', a, ['float32', 'int32']);
      requireDType('binary', b, [a.dtype]);
      const isComparison = comparisons.includes(f);
      const arithmetic = type === 'i32' ? integerArithmetic : floatArithmetic;
      if (!isComparison && !arithmetic.includes(f)) {
        throw new HandgradError(`webgpu: binary: ${f} of int32 is not defined; cast to float32`);
      }
      const axes = broadcastAxes(y, [a, b]);
      gpu.launch({
        kernel: 'binary',
        constants: {
          FUNCTION: (isComparison ? comparisons : arithmetic).indexOf(f),
          RANK: axes.shape.length,
          SHAPE: axes.shape,
          A_STRIDES: axes.strides[0],
          B_STRIDES: axes.strides[1],
        },
        aliases: { T: type, R: isComparison ? 'f32' : type },
        include: [
          'linear-index',
          'broadcast',
          isComparison ? 'comparison' : type === 'i32' ? 'arithmetic-int32' : 'arithmetic-float32',
        ],
        reads: [a, b],
        writes: [y],
        dispatch: linearDispatch(sizeOf(y.shape), 256),
      });
    },

    select([condition, a, b], [y]) {
      const type = wgslType('select', condition, ['float32', 'int32']);
      requireDType('select', a, ['float32', 'int32']);
      requireDType('select', b, [a.dtype]);
      const axes = broadcastAxes(y, [condition, a, b]);
      gpu.launch({
        kernel: 'select',
        constants: {
          RANK: axes.shape.length,
          SHAPE: axes.shape,
          CONDITION_STRIDES: axes.strides[0],
          A_STRIDES: axes.strides[1],
          B_STRIDES: axes.strides[2],
        },
        aliases: { C: type },
        include: ['linear-index', 'broadcast'],
        reads: [condition, a, b],
        writes: [y],
        dispatch: linearDispatch(sizeOf(y.shape), 256),
      });
    },
  };
}

function broadcastAxes(y: Operand, operands: readonly Operand[]) {
  return collapseAxes(
    y.shape,
    operands.map((operand) => broadcastStrides(operand.shape, y.shape)),
  );
}

function wordsOf({ dtype, shape }: Operand): number {
  return sizeOf(shape) === 0 ? 0 : storageBytes(dtype, sizeOf(shape)) / 4;
}

/** uint8 has no type of its own in WGSL; the kernels that read or write it know it by another name. */
function wordType({ dtype }: Operand): 'f32' | 'i32' {
  return dtype === 'int32' ? 'i32' : 'f32';
}

/** The 32 bits that stand for `value` in an operand; typed arrays convert it as the host would. */
function wordOf({ dtype }: Operand, value: number): number {
  const values: TypedArray =
    dtype === 'float32'
      ? new Float32Array([value])
      : dtype === 'int32'
        ? new Int32Array([value])
        : new Uint8Array(4).fill(value);
  return new Uint32Array(values.buffer)[0];
}

/** A bound of int32 values, which may be given as a fraction or an infinity. */
function nearestInt32(value: number): number {
  return Math.trunc(Math.min(Math.max(value, -(2 ** 31)), 2 ** 31 - 1));
}
