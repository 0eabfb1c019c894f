import { chooseTileSize } from './tile-size.js';

/** How a product c = op(a) op(b) is cut into pieces. All sizes in elements unless they say otherwise. */
export interface ProductPlan {
  /** Rows and vectors (of four columns) of the tile that is kept in registers. */
  readonly tileRows: number;
  readonly tileVectors: number;
  /** Depth of a block: a panel of b this deep stays in the first cache. */
  readonly blockDepth: number;
  readonly blocks: number;
  /** Row tiles that are worked on before the next panel: their part of a stays in the second cache. */
  readonly tilesPerGroup: number;
  /** What the threads share: row tiles, or column panels where there are few rows. */
  readonly sharedBy: 'rows' | 'columns';
  /** Whether b is read where it lies: with few rows packing it would cost as much as the product. */
  readonly readsBInPlace: boolean;
}

/** A panel of 8 columns this deep is 12 KiB, with the rows of a beside it half of a first-level cache. */
const DEEPEST_BLOCK = 384;
/** Rows of a per group: 64 x 384 floats are 96 KiB, a part of any second-level cache. */
const ROWS_PER_GROUP = 64;

/** A plan for an m x k times k x n product. `isFused`: whether there is fused multiply-add. */
export function planProduct(
  m: number,
  n: number,
  k: number,
  { transposeB, isFused }: { readonly transposeB: boolean; readonly isFused: boolean },
): ProductPlan {
  const vectors = Math.ceil(n / 4);
  const blocks = Math.max(1, Math.ceil(k / DEEPEST_BLOCK));
  const blockDepth = blocks === 1 ? k : 4 * Math.ceil(k / blocks / 4);
  if (m < 4 && !transposeB) {
    // A few rows: as many vectors as registers allow, b read where it lies.
    const tileVectors = Math.min(vectors, m === 1 ? 7 : 5 - m);
    return {
      ...{ tileRows: Math.min(m, 3), tileVectors, blockDepth: k, blocks: 1, tilesPerGroup: 1 },
      ...{ sharedBy: 'columns', readsBInPlace: true },
    };
  }
  const { rows: tileRows, vectors: tileVectors } = chooseTileSize(m, vectors, isFused);
  const tiles = Math.ceil(m / tileRows);
  return {
    tileRows,
    tileVectors,
    blockDepth,
    blocks: Math.max(1, Math.ceil(k / Math.max(1, blockDepth))),
    tilesPerGroup: Math.max(1, Math.floor(ROWS_PER_GROUP / tileRows)),
    sharedBy: tiles >= 8 || tiles >= vectors / tileVectors ? 'rows' : 'columns',
    readsBInPlace: false,
  };
}
