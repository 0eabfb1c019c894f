import type { Conv2dGeometry } from '../../kernels.js';
import { paddedImage, type PaddedImage } from './padded-image.js';
import { chooseTileSize, type TileSize } from './tile-size.js';
import { winogradTransforms, type WinogradTransforms } from './winograd-transforms.js';

/** Inputs of a tile along each axis: outputs and taps, less one. */
export const TILE_INPUTS = 6;

/**
 * Points, with infinity, for tiles of six inputs. In pairs, so that sums are shared (linear-map.ts), and neither far from 1 nor close to
 * each other, so that no number grows large: docs/performance.md, "Fewer products", has the errors of these and of others.
 */
const POINTS = [0, 3 / 4, -3 / 4, 3 / 2, -3 / 2];

/** Tiles whose products are computed together: enough for tiles of registers, few enough for the cache. */
const MOST_TILES = 16;

/** How a convolution is cut into tiles of TILE_INPUTS x TILE_INPUTS inputs, and these into blocks. */
export interface WinogradPlan {
  readonly transforms: WinogradTransforms;
  /** Outputs of a tile along each axis. */
  readonly tileOutputs: number;
  /** Tiles of an image. The last ones of each axis may reach out of the output. */
  readonly tilesDown: number;
  readonly tilesAcross: number;
  /** Tiles of a block; the last block of an image may have fewer. */
  readonly blockTiles: number;
  /** The image with all that tiles read. */
  readonly image: PaddedImage;
  /** Vectors of four channels. */
  readonly inVectors: number;
  readonly outVectors: number;
  /** Tiles and vectors of channels whose sums are kept in registers. */
  readonly registers: TileSize;
}

export function planWinograd(g: Conv2dGeometry, hasRelaxedSimd: boolean): WinogradPlan {
  const tileOutputs = TILE_INPUTS + 1 - g.kernelHeight;
  const tilesDown = Math.ceil(g.outHeight / tileOutputs);
  const tilesAcross = Math.ceil(g.outWidth / tileOutputs);
  const tiles = tilesDown * tilesAcross;
  const blockTiles = Math.ceil(tiles / Math.ceil(tiles / MOST_TILES));
  const outVectors = Math.ceil(g.outChannels / 4);
  return {
    transforms: winogradTransforms(tileOutputs, g.kernelHeight, POINTS),
    tileOutputs,
    tilesDown,
    tilesAcross,
    blockTiles,
    image: paddedImage({ ...g, outHeight: tilesDown * tileOutputs, outWidth: tilesAcross * tileOutputs }),
    inVectors: Math.ceil(g.inChannels / 4),
    outVectors,
    registers: chooseTileSize(blockTiles, outVectors, hasRelaxedSimd),
  };
}
