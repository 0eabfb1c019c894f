import type { Conv2dGeometry } from '../../kernels.js';
import { TILE_INPUTS, TILE_PRODUCTS } from './winograd-plan.js';

/**
 * Where minimal filtering pays: time beside the direct kernel's on one core with fused multiply-add, medians in turn, for [batch, size, kernel, channels
 * in and out], forward and gradient of the input (docs/performance.md, "Convolutions by fewer products").
 *
 *   few channels     64 x 12 x 12, 4 x 4, 4 to 8: 0.95, 1.26    8 to 8: 0.55, 0.80     64 x 14 x 14, 3 x 3, 4 to 16: 0.98, 1.05    8 to 8: 0.86, 0.68
 *   few tiles        1 x 14 x 14, 3 x 3, 16 to 32 (16 tiles): 1.07, 1.03    8 x 4 x 4, 3 x 3, 64 to 64 (8): 0.75, 0.74
 *   tiles cut short  32 x 8 x 8, 3 x 3, 16 to 16, unpadded (a saving of 2.25): 1.07    padded images of 7 x 7 (3.06): 0.51
 */
const FEWEST_CHANNELS = 8;
const FEWEST_TILES = 16;
const SMALLEST_SAVING = 2.26;

/** Whether a convolution is to be computed by minimal filtering (conv2d-winograd.ts). */
export function isWorthWinograd(g: Conv2dGeometry): boolean {
  const { kernelHeight: taps, kernelWidth, strideHeight, strideWidth, dilationHeight, dilationWidth } = g;
  const isPlain = strideHeight * strideWidth * dilationHeight * dilationWidth === 1;
  // The gradient of the input, as a convolution, would have less than no padding where the forward pass has more than a kernel's width.
  if (!isPlain || taps !== kernelWidth || taps < 3 || taps > 5 || g.padTop < 0 || g.padLeft < 0) return false;
  const tileOutputs = TILE_INPUTS + 1 - taps;
  const tiles = Math.ceil(g.outHeight / tileOutputs) * Math.ceil(g.outWidth / tileOutputs);
  const saving = (taps * taps * g.outHeight * g.outWidth) / (TILE_PRODUCTS * tiles);
  const hasChannels = Math.min(g.inChannels, g.outChannels) >= FEWEST_CHANNELS;
  return hasChannels && g.batch * tiles >= FEWEST_TILES && saving >= SMALLEST_SAVING;
}
