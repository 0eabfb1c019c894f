import type { Conv2dGeometry } from '../../kernels.js';
import { paddedImage, type PaddedImage } from './padded-image.js';
import { winogradTransforms, type WinogradTransforms } from './winograd-transforms.js';

/** Outputs of a tile: neighbours in a row. */
export const ROW_TILE_OUTPUTS = 4;

/**
 * Points, with infinity, for four outputs by the kernel's columns; those with the smallest errors of the pairs near 1 that were tried
 * (docs/performance.md, "Fewer products along rows").
 */
const POINTS: Readonly<Record<number, readonly number[]>> = {
  3: [0, 3 / 4, -3 / 4, 3 / 2, -3 / 2],
  4: [0, 1 / 2, -1 / 2, 1, -1, -2],
  5: [0, 1 / 2, -1 / 2, 1, -1, 2, -2],
};

/** How the rows of a convolution's output are cut into tiles of four outputs. */
export interface WinogradRowsPlan {
  /** Computed when the code is written, not in each launch. */
  readonly transforms: () => WinogradTransforms;
  /** Inputs of a row of a tile, and so many products for each input and output channel and each row of the kernel. */
  readonly tileInputs: number;
  /** Tiles of a row. The last one may reach out of the output. */
  readonly tilesAcross: number;
  /** Rows of the image that windows read. */
  readonly rows: number;
  /** The image with all that tiles read. */
  readonly image: PaddedImage;
  /** Vectors of four output channels. */
  readonly outVectors: number;
  /** From one point's numbers of a column of the image to the next one's, in bytes (conv2d-winograd-rows.ts, V). */
  readonly pointBytes: number;
}

/** The plan for a convolution with a kernel of 3 to 5 columns, stride 1 and no dilation. */
export function planWinogradRows(g: Conv2dGeometry): WinogradRowsPlan {
  const tilesAcross = Math.ceil(g.outWidth / ROW_TILE_OUTPUTS);
  const rows = g.outHeight + g.kernelHeight - 1;
  return {
    transforms: () => winogradTransforms(ROW_TILE_OUTPUTS, g.kernelWidth, POINTS[g.kernelWidth]),
    tileInputs: ROW_TILE_OUTPUTS + g.kernelWidth - 1,
    tilesAcross,
    rows,
    image: paddedImage({ ...g, outWidth: tilesAcross * ROW_TILE_OUTPUTS }),
    outVectors: Math.ceil(g.outChannels / 4),
    pointBytes: 16 * Math.ceil(rows / 4),
  };
}
