import type { Conv2dGeometry } from '../../kernels.js';
import { TILE_INPUTS, TILE_PRODUCTS } from './winograd-plan.js';

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
  const { kernelHeight: taps, kernelWidth, strideHeight, strideWidth, dilationHeight, dilationWidth } = g;
  const isPlain = strideHeight * strideWidth * dilationHeight * dilationWidth === 1;
  // The input's gradient, seen as a convolution, has less than no padding where the forward pass has a kernel's width or more.
  if (!isPlain || taps !== kernelWidth || taps < 3 || taps > 5 || g.padTop < 0 || g.padLeft < 0) return false;
  const tileOutputs = TILE_INPUTS + 1 - taps;
  const tiles = Math.ceil(g.outHeight / tileOutputs) * Math.ceil(g.outWidth / tileOutputs);
  const saving = (taps * taps * g.outHeight * g.outWidth) / (TILE_PRODUCTS * tiles);
  return Math.min(g.inChannels, g.outChannels) >= FEWEST_CHANNELS && saving >= SMALLEST_SAVING;
}

/**
 * Whether a convolution is to be computed by minimal filtering along rows (conv2d-winograd-rows.ts).
 */
export function isWorthWinogradRows(g: Conv2dGeometry): boolean {
  const { kernelHeight: taps, kernelWidth, strideHeight, strideWidth, dilationHeight, dilationWidth } = g;
  const isPlain = strideHeight * strideWidth * dilationHeight * dilationWidth === 1;
  if (!isPlain || kernelWidth < 3 || kernelWidth > 5) return false;
  return g.outHeight + taps - 1 >= 4 && taps * (g.inChannels + 1) <= 13;
}
