import { sizeOf } from '../../../tensor/shape.js';
import { dropThreshold } from '../../../tensor/random.js';
import type { KernelTable } from '../../backend.js';
import { linearDispatch, type Launcher } from '../launch.js';
import { requireDType } from './wgsl-types.js';

/** Dropout: kernels/dropout.wgsl. */
export function dropoutKernels(gpu: Launcher): Pick<KernelTable, 'dropout'> {
  return {
    dropout([x], [y], { rate, seedLow, seedHigh, streamLow, streamHigh, step }) {
      requireDType('dropout', x, ['float32']);
      gpu.launch({
        kernel: 'dropout',
        include: ['linear-index', 'philox'],
        reads: [x],
        writes: [y],
        scalars: [
          ...[dropThreshold(rate), seedLow, seedHigh, streamLow, streamHigh, step].map((word) => ({ u32: word })),
          1 - rate,
        ],
        dispatch: linearDispatch(Math.ceil(sizeOf(y.shape) / 4), 256),
      });
    },
  };
}
