import type { Conv2dGeometry } from '../../kernels.js';
import { TILE_INPUTS, TILE_PRODUCTS } from './winograd-plan.js';
import { ROW_TILE_OUTPUTS } from './winograd-rows-plan.js';

/**
 * Where minimal filtering pays: its time beside the direct kernel's, forward and gradient of the input, on one core with fused
 * multiply-add, medians in turn (docs/performance.md, "Convolutions by fewer products").
 *
 *   64 x 12 x 12, 4 x 4      4 to 8 channels: 0.95, 1.26    8 to 4: 0.76, 0.81     8 to 8: 0.55, 0.80
 *   64 x 14 x 14, 3 x 3      4 to 16 channels: 0.98, 1.05   8 to 8: 0.86, 0.68     16 to 16: 0.67, 0.60
 *   1 x 14 x 14, 3 x 3       16 tiles, 16 to 32 channels: 1.07, 1.03               64 to 64: 0.63, 0.62
 *   32 x 8 x 8, 3 x 3        unpadded, a saving of 2.25 forward: 1.07, 0.83
 *   32 x 7 x 7, 3 x 3        padded, a saving of 3.06: 0.51, 0.47
 */
const FEWEST_CHANNELS = 8;
const SMALLEST_SAVING = 2.26;

/**
 * Whether a convolution is to be computed by minimal filtering (conv2d-winograd.ts). The size of the batch plays no part, though a few
 * images gain nothing: an image comes to the same bits alone, in a slice of a batch (image-slices.ts) and in all of it.
 */
export function isWorthWinograd(g: Conv2dGeometry): boolean {
  const { kernelHeight: taps, kernelWidth } = g;
  // The input's gradient, seen as a convolution, has less than no padding where the forward pass has a kernel's width or more.
  if (!isPlain(g) || taps !== kernelWidth || taps < 3 || taps > 5 || g.padTop < 0 || g.padLeft < 0) return false;
  const tileOutputs = TILE_INPUTS + 1 - taps;
  const tiles = Math.ceil(g.outHeight / tileOutputs) * Math.ceil(g.outWidth / tileOutputs);
  const saving = (taps * taps * g.outHeight * g.outWidth) / (TILE_PRODUCTS * tiles);
  return Math.min(g.inChannels, g.outChannels) >= FEWEST_CHANNELS && saving >= SMALLEST_SAVING;
}

/**
 * Where minimal filtering along rows pays: its time beside the direct kernel's, with fused multiply-add and without, one core, medians in turn
 * (docs/performance.md, "Fewer products along rows").
 *
 *   50 x 28 x 28, 12 kernels of 5 x 5     1 channel: 0.61, 0.41    2: 0.70, 0.51    3: 0.88, 0.58
 *   32 x 28 x 28, 16 of 3 x 3, padded     1: 0.80, 0.69    2: 0.78, 0.66    3: 0.83, 0.70
 *   64 x 28 x 28, 16 of 3 x 3, padded     4: 1.04, 0.92    5: 1.16, 0.94
 *   64 x 28 x 28, 12 of 1 x 3             1: 1.73, 1.22    2 x 3: 1.16, 0.76    5 x 3: 0.87, 0.55
 *   64 x 8 x 8, 16 of 3 x 3               a saving of 1.5: 1.05, 0.73
 *   64 x 12 x 12, 8 of 3 x 3              1.67: 0.98, 0.95
 */
const MOST_CHANNELS_OF_ROWS = 3;
const SMALLEST_SAVING_OF_ROWS = 1.6;

/** Whether a convolution is to be computed by minimal filtering along rows (conv2d-winograd-rows.ts), whatever the size of the batch. */
export function isWorthWinogradRows(g: Conv2dGeometry): boolean {
  if (!isPlain(g) || g.inChannels > MOST_CHANNELS_OF_ROWS) return false;
  if ([g.kernelHeight, g.kernelWidth].some((taps) => taps < 3 || taps > 5)) return false;
  const tiles = Math.ceil(g.outWidth / ROW_TILE_OUTPUTS);
  const saving = (g.kernelWidth * g.outWidth) / ((ROW_TILE_OUTPUTS + g.kernelWidth - 1) * tiles);
  // The transform of the inputs takes four rows at a time.
  return saving >= SMALLEST_SAVING_OF_ROWS && g.outHeight + g.kernelHeight > 4;
}

function isPlain({ strideHeight, strideWidth, dilationHeight, dilationWidth }: Conv2dGeometry): boolean {
  return strideHeight * strideWidth * dilationHeight * dilationWidth === 1;
}
