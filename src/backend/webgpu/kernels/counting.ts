import { sizeOf } from '../../../tensor/shape.js';
import type { KernelTable } from '../../backend.js';
import { linearDispatch, type Launcher } from '../launch.js';
import { requireDType } from './wgsl-types.js';

type CountingKernels = Pick<KernelTable, 'countNonFinite' | 'confusionMatrix'>;

/** Enough workgroups for every GPU; each walks on where x is longer. */
const MOST_WORKGROUPS = 1024;

/** Counts: kernels/count-non-finite.wgsl, confusion-matrix.wgsl. */
export function countingKernels(gpu: Launcher): CountingKernels {
  return {
    countNonFinite([x], [count]) {
      requireDType('countNonFinite', x, ['float32']);
      gpu.launch({
        kernel: 'count-non-finite',
        reads: [x],
        writes: [count],
        dispatch: [Math.min(MOST_WORKGROUPS, Math.ceil(sizeOf(x.shape) / 256)), 1, 1],
      });
    },

    confusionMatrix([labels, predictions], [counts], { classes }) {
      requireDType('confusionMatrix', labels, ['int32']);
      requireDType('confusionMatrix', predictions, ['int32']);
      gpu.launch({
        kernel: 'confusion-matrix',
        constants: { CLASSES: classes },
        include: ['linear-index'],
        reads: [labels, predictions],
        writes: [counts],
        dispatch: linearDispatch(sizeOf(labels.shape), 256),
      });
    },
  };
}
