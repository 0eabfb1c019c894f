import type { Conv2dGeometry } from '../../kernels.js';
import { paddedImage, type PaddedImage } from './padded-image.js';
import { winogradTransforms, type WinogradTransforms } from './winograd-transforms.js';

/** Inputs of a tile along each axis: m outputs and r taps make m + r - 1. */
export const TILE_INPUTS = 6;
const POINTS = [0, 0.75, -0.75, 1.5, -1.5];
const MOST_TILES = 16;

export interface WinogradPlan {
  readonly transforms: WinogradTransforms;
  readonly tileOutputs: number;
  readonly tilesDown: number;
  readonly tilesAcross: number;
  readonly blockTiles: number;
  readonly image: PaddedImage;
  readonly inVectors: number;
  readonly outVectors: number;
}

export function planWinograd(g: Conv2dGeometry): WinogradPlan {
  const tileOutputs = TILE_INPUTS + 1 - g.kernelHeight;
  const tilesDown = Math.ceil(g.outHeight / tileOutputs);
  const tilesAcross = Math.ceil(g.outWidth / tileOutputs);
  const tiles = tilesDown * tilesAcross;
  return {
    transforms: winogradTransforms(tileOutputs, g.kernelHeight, POINTS),
    tileOutputs,
    tilesDown,
    tilesAcross,
    blockTiles: Math.ceil(tiles / Math.ceil(tiles / MOST_TILES)),
    image: paddedImage({ ...g, outHeight: tilesDown * tileOutputs, outWidth: tilesAcross * tileOutputs }),
    inVectors: Math.ceil(g.inChannels / 4),
    outVectors: Math.ceil(g.outChannels / 4),
  };
}
