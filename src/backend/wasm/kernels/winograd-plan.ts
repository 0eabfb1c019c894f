import type { Conv2dGeometry } from '../../kernels.js';
import { paddedImage, type PaddedImage } from './padded-image.js';
import { chooseTileSize, type TileSize } from './tile-size.js';
import { winogradTransforms, type WinogradTransforms } from './winograd-transforms.js';

/** Inputs of a tile along each axis: its outputs and the kernel's taps, less one. */
export const TILE_INPUTS = 6;
/** Products of numbers that a tile takes for each input and output channel. */
export const TILE_PRODUCTS = TILE_INPUTS ** 2;

/**
 * Points, with infinity, for tiles of six inputs. In pairs, so that the transforms share sums (linear-map.ts), and near 1, so that no
 * number grows large: 0, 1, -1, 2, -2 are off by twice as much (docs/performance.md, "Convolutions by fewer products").
 */
const POINTS = [0, 3 / 4, -3 / 4, 3 / 2, -3 / 2];

/** Tiles whose products are computed together: enough for tiles of registers, few enough for the cache. */
const MOST_BLOCK_TILES = 16;

/** How a convolution is cut into tiles of TILE_INPUTS x TILE_INPUTS inputs, and these into blocks. */
export interface WinogradPlan {
  /** Computed when the code is written, not in each launch. */
  readonly transforms: () => WinogradTransforms;
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
  /** Tiles and vectors of output channels whose sums are kept in registers. */
  readonly registers: TileSize;
  /** From one product's elements to the next one's, in bytes: of U, and of a block's V and M (conv2d-winograd.ts). */
  readonly planeBytes: { readonly u: number; readonly v: number; readonly m: number };
}

/** The plan for a convolution with a square kernel of less than TILE_INPUTS rows, stride 1 and no dilation. */
export function planWinograd(g: Conv2dGeometry, hasRelaxedSimd: boolean): WinogradPlan {
  const tileOutputs = TILE_INPUTS + 1 - g.kernelHeight;
  const tilesDown = Math.ceil(g.outHeight / tileOutputs);
  const tilesAcross = Math.ceil(g.outWidth / tileOutputs);
  const tiles = tilesDown * tilesAcross;
  const blockTiles = Math.ceil(tiles / Math.ceil(tiles / MOST_BLOCK_TILES));
  const [inVectors, outVectors] = [Math.ceil(g.inChannels / 4), Math.ceil(g.outChannels / 4)];
  return {
    transforms: () => winogradTransforms(tileOutputs, g.kernelHeight, POINTS),
    tileOutputs,
    tilesDown,
    tilesAcross,
    blockTiles,
    image: paddedImage({ ...g, outHeight: tilesDown * tileOutputs, outWidth: tilesAcross * tileOutputs }),
    inVectors,
    outVectors,
    registers: chooseTileSize(blockTiles, outVectors, hasRelaxedSimd),
    planeBytes: {
      u: oddLines(16 * outVectors * g.inChannels),
      v: oddLines(16 * inVectors * blockTiles),
      m: oddLines(16 * outVectors * blockTiles),
    },
  };
}

/**
 * At least so many bytes, an odd number of cache lines. A transform goes from plane to plane; at a distance of a power of two these would
 * share a few sets of the cache and displace each other, which cost a quarter of the speed with 16 and 32 channels.
 */
function oddLines(bytes: number): number {
  return 64 * (Math.ceil(bytes / 64) | 1);
}
