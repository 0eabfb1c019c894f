import { sizeOf } from '../../../tensor/shape.js';
import { COSINE_OF_TURN, middleOf, SINE_OF_TURN } from '../../affine-map.js';
import type { KernelTable } from '../../backend.js';
import { linearDispatch, type Launcher } from '../launch.js';
import type { ShaderConstant } from '../shader.js';
import { requireDType } from './wgsl-types.js';

/** S1, S3, ... and C0, C2, ...: the series of sine and cosine. */
const series: Readonly<Record<string, ShaderConstant>> = Object.fromEntries([
  ...SINE_OF_TURN.map((coefficient, i) => [`S${2 * i + 1}`, { f32: coefficient }]),
  ...COSINE_OF_TURN.map((coefficient, i) => [`C${2 * i}`, { f32: coefficient }]),
]);

/** Random affine maps of images, and what they make of them: kernels/affine-maps.wgsl, resample.wgsl. */
export function augmentationKernels(gpu: Launcher): Pick<KernelTable, 'affineMaps' | 'resample'> {
  return {
    affineMaps(_, [maps], { first, seedLow, seedHigh, streamLow, streamHigh, step, ...ranges }) {
      requireDType('affineMaps', maps, ['float32']);
      const middle = middleOf(ranges);
      const { rotation, zoomHeight, zoomWidth, shiftHeight, shiftWidth } = ranges;
      gpu.launch({
        kernel: 'affine-maps',
        constants: { MIDDLE_ROW: { f32: middle.row }, MIDDLE_COLUMN: { f32: middle.column }, ...series },
        include: ['linear-index', 'philox'],
        reads: [],
        writes: [maps],
        scalars: [
          ...[first, seedLow, seedHigh, streamLow, streamHigh, step].map((word) => ({ u32: word })),
          ...[rotation, zoomHeight, zoomWidth, shiftHeight, shiftWidth],
        ],
        dispatch: linearDispatch(maps.shape[0], 256),
      });
    },

    resample([x, maps], [y], { height, width, channels, repeatsEdge }) {
      requireDType('resample', x, ['float32']);
      gpu.launch({
        kernel: 'resample',
        constants: { HEIGHT: height, WIDTH: width, CHANNELS: channels, REPEATS_EDGE: repeatsEdge },
        include: ['linear-index'],
        reads: [x, maps],
        writes: [y],
        dispatch: linearDispatch(sizeOf(y.shape), 256),
      });
    },
  };
}
