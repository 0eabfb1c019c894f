import { middleOf } from '../../affine-map.js';
import type { KernelTable } from '../../backend.js';
import { isWorthThreads, type Launcher } from '../launch.js';
import { writeAffineMaps } from './affine-maps.js';
import { requireDType } from './required-dtype.js';
import { writeResample } from './resample.js';

/** How many elements of a cheap kernel take as long as one map, two blocks of random words and all. */
const COST_OF_MAP = 64;
/** The same of one resampled value. */
const COST_OF_VALUE = 8;

/** Random affine maps of images, and what they make of them. */
export function augmentationKernels(launcher: Launcher): Pick<KernelTable, 'affineMaps' | 'resample'> {
  return {
    affineMaps(_, [maps], { first, seedLow, seedHigh, streamLow, streamHigh, step, ...ranges }) {
      requireDType('affineMaps', maps, ['float32']);
      const count = maps.shape[0];
      const middle = middleOf(ranges);
      const { rotation, zoomHeight, zoomWidth, shiftHeight, shiftWidth } = ranges;
      launcher.launch({
        code: 'affineMaps',
        write: writeAffineMaps,
        operands: [maps],
        scalars: [
          ...[count, first, seedLow, seedHigh, streamLow, streamHigh, step].map((i32) => ({ i32 })),
          ...[rotation, zoomHeight, zoomWidth, shiftHeight, shiftWidth, middle.row, middle.column],
        ],
        isParallel: isWorthThreads(COST_OF_MAP * count),
      });
    },

    resample([x, maps], [y], { batch, ...form }) {
      requireDType('resample', x, ['float32']);
      const { height, width, channels, repeatsEdge } = form;
      launcher.launch({
        code: `resample ${height} ${width} ${channels} ${repeatsEdge}`,
        write: (k) => writeResample(k, form),
        operands: [x, maps, y],
        scalars: [{ i32: batch * height }],
        isParallel: isWorthThreads(COST_OF_VALUE * batch * height * width * channels),
      });
    },
  };
}
