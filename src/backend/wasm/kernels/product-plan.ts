import { chooseTileSize } from './tile-size.js';

/** How a product c = op(a) op(b) is cut into pieces. All sizes in elements unless they say otherwise. */
export interface ProductPlan {
  /** Rows and vectors (of four columns) of the tile that is kept in registers. */
  readonly tileRows: number;
  readonly tileVectors: number;
  /** Depth of a block: a panel of b this deep stays in the first cache. */
  readonly blockDepth: number;
  readonly blocks: number;
  /** Blocks whose panels of b are packed at once: all of them, unless b is very large. Nothing packed, nothing to wait for: all. */
  readonly stageBlocks: number;
  /** Row tiles that are worked on before the next panel: their part of a stays in the second cache. */
  readonly tilesPerGroup: number;
  /** What the threads share: row tiles, or column panels where there are few rows. */
  readonly sharedBy: 'rows' | 'columns';
  /** Whether b is read where it lies: with few rows, packing it would cost too much of the product. */
  readonly readsBInPlace: boolean;
  /** Whether steps at which a row tile of a is zero are looked for, and left out. */
  readonly skipsZeros: boolean;
}

/** A panel of 8 columns this deep is 12 KiB, with the rows of a beside it half of a first-level cache. */
const DEEPEST_BLOCK = 384;
/** Bytes of packed panels: a part of any third-level cache. Beyond that, b is packed in stages. */
const STAGE_BYTES = 4 << 20;
/** Rows of a per group: 64 x 384 floats are 96 KiB, a part of any second-level cache. */
const MOST_ROWS_PER_GROUP = 64;
/** With fewer rows than these the panels of b go from cache to cache more often than they are used. */
const FEWEST_ROWS_PER_GROUP = 16;
/**
 * Rows up to which it is quicker to read b where it lies than to pack it, and rows of b such a distance apart share a few sets of the
 * first cache: time beside packing on two threads, 32 x 784 x 100: 0.84, 128 x 784 x 200: 0.93, 256 x 600 x 300: 1.03; on one,
 * 128 x 784 x 128, 512 bytes apart: 1.07.
 */
const MOST_ROWS_IN_PLACE = 128;
const SAME_SETS_BYTES = 512;
/**
 * With fewer columns a tile is soon multiplied, and looking for its zeros pays less. Time for a column of a 128 x 784 x n product on one thread, beside
 * one of n = 56, where nobody looks: n = 64: 0.57 on digits, 1.07 without zeros; n = 200: 0.48 and 1.03. Narrower ones and the depth are not tuned.
 */
const FEWEST_COLUMNS_FOR_ZEROS = 64;
const SMALLEST_DEPTH_FOR_ZEROS = 64;
/** Groups for the threads to share as they come free. */
const GROUPS = 16;

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
      ...{ tileRows: Math.min(m, 3), tileVectors, blockDepth: k, blocks: 1, stageBlocks: 1, tilesPerGroup: 1 },
      ...{ sharedBy: 'columns', readsBInPlace: true, skipsZeros: false },
    };
  }
  const { rows: tileRows, vectors: tileVectors } = chooseTileSize(m, vectors, isFused);
  const tiles = Math.ceil(m / tileRows);
  const sharedBy = tiles >= 8 || tiles >= vectors / tileVectors ? 'rows' : 'columns';
  const readsBInPlace = !transposeB && m <= MOST_ROWS_IN_PLACE && (4 * n) % SAME_SETS_BYTES !== 0;
  const packedBlocks = Math.max(1, Math.floor(STAGE_BYTES / (16 * vectors * blockDepth || 1)));
  const rowsPerGroup = Math.min(MOST_ROWS_PER_GROUP, Math.max(FEWEST_ROWS_PER_GROUP, m / GROUPS));
  return {
    tileRows,
    tileVectors,
    blockDepth,
    blocks: Math.max(1, Math.ceil(k / Math.max(1, blockDepth))),
    stageBlocks: readsBInPlace ? blocks : packedBlocks,
    tilesPerGroup: Math.max(1, Math.floor(rowsPerGroup / tileRows)),
    sharedBy,
    readsBInPlace,
    skipsZeros: sharedBy === 'rows' && n >= FEWEST_COLUMNS_FOR_ZEROS && k >= SMALLEST_DEPTH_FOR_ZEROS,
  };
}
