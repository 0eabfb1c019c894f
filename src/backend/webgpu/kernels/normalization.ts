import type { Operand } from '../../../tensor/device.js';
import { sizeOf } from '../../../tensor/shape.js';
import type { KernelTable } from '../../backend.js';
import { linearDispatch, type Launcher } from '../launch.js';
import { chunksOf, reduceAxis } from './reduce.js';

type NormalizationKernels = Pick<KernelTable, 'moments' | 'batchNormalize' | 'batchNormGradient'>;

/** Batch normalisation: kernels/moments.wgsl, batch-normalize.wgsl, batch-norm-gradient.wgsl. */
export function normalizationKernels(gpu: Launcher): NormalizationKernels {
  /** Adds up what a first step left in `chunks` rows. */
  function addChunks(partial: Operand, y: Operand, chunks: number, channels: number, divisor: number): void {
    reduceAxis(gpu, partial, y, { function: 'sum', outer: 1, length: chunks, inner: channels, divisor });
  }

  return {
    moments([x], [mean, variance], { rows, channels }) {
      reduceAxis(gpu, x, mean, { function: 'sum', outer: 1, length: rows, inner: channels, divisor: rows });
      const chunks = rowChunks(rows, channels);
      const partial = gpu.allocateScratch('float32', chunks * channels);
      gpu.launch({
        kernel: 'moments',
        constants: { ROWS: rows, CHANNELS: channels, CHUNKS: chunks },
        include: ['linear-index'],
        reads: [x, mean],
        writes: [partial],
        dispatch: linearDispatch(chunks * channels, 256),
      });
      addChunks(partial, variance, chunks, channels, rows);
      gpu.releaseScratch(partial);
    },

    batchNormalize([x, mean, variance, gamma, beta], [y], { channels, epsilon }) {
      gpu.launch({
        kernel: 'batch-normalize',
        constants: { CHANNELS: channels },
        include: ['linear-index'],
        reads: [x, mean, variance, gamma, beta],
        writes: [y],
        scalars: [epsilon],
        dispatch: linearDispatch(sizeOf(y.shape), 256),
      });
    },

    batchNormGradient([dy, x, mean, variance, gamma], [dx, dgamma, dbeta], { rows, channels, epsilon }) {
      const chunks = rowChunks(rows, channels);
      const constants = { ROWS: rows, CHANNELS: channels, CHUNKS: chunks };
      const gammaSums = gpu.allocateScratch('float32', chunks * channels);
      const betaSums = gpu.allocateScratch('float32', chunks * channels);
      gpu.launch({
        kernel: 'batch-norm-gradient',
        entry: 'sums',
        constants,
        include: ['linear-index'],
        reads: [dy, x, mean, variance],
        writes: [gammaSums, betaSums],
        scalars: [epsilon],
        dispatch: linearDispatch(chunks * channels, 256),
      });
      addChunks(gammaSums, dgamma, chunks, channels, 1);
      addChunks(betaSums, dbeta, chunks, channels, 1);
      gpu.releaseScratch(gammaSums);
      gpu.releaseScratch(betaSums);
      gpu.launch({
        kernel: 'batch-norm-gradient',
        entry: 'inputGradient',
        constants,
        include: ['linear-index'],
        reads: [dy, x, mean, variance, gamma, dgamma, dbeta],
        writes: [dx],
        scalars: [epsilon],
        dispatch: linearDispatch(rows * channels, 256),
      });
    },
  };
}

/** As reductions do it; one channel alone needs chunks from shorter sums on, since nobody shares a row with it. */
function rowChunks(rows: number, channels: number): number {
  return chunksOf(1, rows, Math.max(2, channels));
}
