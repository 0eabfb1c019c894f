import type { Operand } from '../../../tensor/device.js';
import { sizeOf } from '../../../tensor/shape.js';
import type { KernelTable } from '../../backend.js';
import type { ReduceFunction } from '../../kernels.js';
import { linearDispatch, type Launcher } from '../launch.js';
import { shareRows } from './rows.js';
import { wgslType } from './wgsl-types.js';

/** A reduction of [outer, length, inner] to [outer, inner]; a mean is a sum with a divisor. */
interface Reduction {
  readonly function: 'sum' | 'max' | 'min';
  readonly outer: number;
  readonly length: number;
  readonly inner: number;
  readonly divisor: number;
}

/** The order is that of the numbers in kernels/reduce-columns.wgsl and row-reduction.wgsl. */
const functions = ['sum', 'max', 'min'];

/** What is left of an empty axis: the neutral element, and 0 / 0 for a mean. */
const ofNothing: Readonly<Record<ReduceFunction, number>> = { sum: 0, mean: NaN, max: -Infinity, min: Infinity };

type ReduceKernels = Pick<KernelTable, 'reduce' | 'argMax'>;

/** Reductions, always in the same order: kernels/reduce-rows.wgsl, reduce-columns.wgsl, arg-max.wgsl. `fill` is the table's. */
export function reduceKernels(gpu: Launcher, fill: KernelTable['fill']): ReduceKernels {
  return {
    reduce([x], [y], { function: f, outer, length, inner }) {
      if (length === 0) {
        fill([], [y], { value: ofNothing[f] });
        return;
      }
      const divisor = f === 'mean' ? length : 1;
      reduceAxis(gpu, x, y, { function: f === 'mean' ? 'sum' : f, outer, length, inner, divisor });
    },

    argMax([x], [indices], { length, inner }) {
      const results = sizeOf(indices.shape);
      const perWorkgroup = inner === 1 && length > 64;
      gpu.launch({
        kernel: 'arg-max',
        entry: perWorkgroup ? 'perWorkgroup' : 'perThread',
        constants: { LENGTH: length, INNER: inner },
        aliases: { T: wgslType('argMax', x, ['float32', 'int32']) },
        include: ['linear-index'],
        reads: [x],
        writes: [indices],
        dispatch: linearDispatch(results, perWorkgroup ? 1 : 256),
      });
    },
  };
}

/**
 * Launches a reduction, in two steps where one would leave most of the GPU idle or add too many numbers one after the other (which
 * is slow and, in float32, inexact).
 */
export function reduceAxis(gpu: Launcher, x: Operand, y: Operand, reduction: Reduction): void {
  const { outer, length, inner } = reduction;
  const chunks = chunksOf(outer, length, inner);
  if (chunks > 1) {
    const partial = gpu.allocateScratch(x.dtype, outer * chunks * inner);
    reduceColumns(gpu, x, partial, { ...reduction, divisor: 1 }, chunks);
    reduceAxis(gpu, partial, y, { ...reduction, length: chunks });
    gpu.releaseScratch(partial);
  } else if (inner === 1) {
    reduceRows(gpu, x, y, reduction);
  } else {
    reduceColumns(gpu, x, y, reduction, 1);
  }
}

/** A row of this length keeps a workgroup of 256 busy and its sums short enough. */
const LONGEST_ROW = 65_536;
/** What one thread may add up. */
const LONGEST_COLUMN = 4096;
/** Fewer threads than this leave room for more on every GPU. */
const FEW_THREADS = 16_384;

/** Into how many parts the axis is cut for the first of two steps; 1 where one step does. */
export function chunksOf(outer: number, length: number, inner: number): number {
  if (inner === 1) return length > LONGEST_ROW ? Math.min(LONGEST_ROW, Math.ceil(Math.sqrt(length) * 16)) : 1;
  const isLong = length > LONGEST_COLUMN || (length > 256 && outer * inner < FEW_THREADS);
  return isLong ? Math.ceil(Math.sqrt(length)) : 1;
}

function reduceRows(gpu: Launcher, x: Operand, y: Operand, reduction: Reduction): void {
  const { outer, length, divisor } = reduction;
  const sharing = shareRows(outer, length, gpu.limits);
  gpu.launch({
    kernel: 'reduce-rows',
    constants: {
      FUNCTION: functions.indexOf(reduction.function),
      DIVISOR: divisor,
      LENGTH: length,
      ...sharing.constants,
    },
    aliases: { T: wgslType('reduce', x, ['float32', 'int32']) },
    include: sharing.include,
    reads: [x],
    writes: [y],
    dispatch: sharing.dispatch,
  });
}

function reduceColumns(gpu: Launcher, x: Operand, y: Operand, reduction: Reduction, chunks: number): void {
  const { outer, length, inner, divisor } = reduction;
  gpu.launch({
    kernel: 'reduce-columns',
    constants: {
      FUNCTION: functions.indexOf(reduction.function),
      DIVISOR: divisor,
      LENGTH: length,
      INNER: inner,
      CHUNKS: chunks,
    },
    aliases: { T: wgslType('reduce', x, ['float32', 'int32']) },
    include: ['linear-index', 'compensated-sum'],
    reads: [x],
    writes: [y],
    dispatch: linearDispatch(outer * chunks * inner, 256),
  });
}
