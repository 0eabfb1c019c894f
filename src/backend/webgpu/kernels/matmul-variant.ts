import type { LauncherLimits } from '../launch.js';

/** Tiles through workgroup memory: kernels/matmul-tile.wgsl. */
export interface TiledVariant {
  readonly kind: 'tiled';
  /** Sums per workgroup: a multiple of the registers' number. */
  readonly tileRows: number;
  readonly tileColumns: number;
  readonly tileDepth: number;
  /** Sums per thread. */
  readonly registerRows: 4 | 8;
  readonly registerColumns: 4 | 8;
  /** Over how many workgroups the depth is split, and how much each gets (a multiple of tileDepth). */
  readonly parts: number;
  readonly partDepth: number;
}

/** Each thread reads the factors of its 8 x 8 sums itself: kernels/matmul-direct.wgsl. */
export interface DirectVariant {
  readonly kind: 'direct';
  readonly threads: number;
  readonly parts: number;
  readonly partDepth: number;
}

/** As `direct`, with 16 x 8 sums; a subgroup's four lanes read rows for each other: kernels/matmul-broadcast.wgsl. */
export interface BroadcastVariant {
  readonly kind: 'broadcast';
  readonly parts: number;
  readonly partDepth: number;
}

/** Threads share the depth of a few sums: kernels/matmul-thin.wgsl. */
export interface ThinVariant {
  readonly kind: 'thin';
  readonly rowLanes: number;
  readonly depthLanes: number;
  readonly parts: number;
  readonly partDepth: number;
}

/** Each thread reads its rows itself and has 12 columns: kernels/matmul-narrow.wgsl. */
export interface NarrowVariant {
  readonly kind: 'narrow';
  readonly tileRows: number;
  readonly tileDepth: number;
  /** Threads across, each with 12 columns. */
  readonly columnGroups: number;
  readonly parts: number;
  readonly partDepth: number;
}

/** A product whose sums are cut into blocks. */
export type BlockVariant = TiledVariant | DirectVariant | BroadcastVariant;
export type MatmulVariant = BlockVariant | ThinVariant;
export type Conv2dVariant = BlockVariant | NarrowVariant;

/** Fewer workgroups leave a large GPU idle (it has some 100 processors); more only help against latency. */
const ENOUGH_WORKGROUPS = 96;

/** Below this, a part of the depth is not worth the launch that adds the parts. */
const SMALLEST_PART = 64;

/** The launch that adds the parts has one thread per sum: too many parts and it takes as long as the product. */
const MOST_PARTS = 256;

/** The long operand of the thin variant is read once for every four of so many columns: from the cache after the first time. */
const THIN_UP_TO = 16;

/** More terms than this, added one after another, lose more to rounding than the suites allow: 392 lost 1.2e-5 of the largest element. */
const MOST_TERMS = 192;

/** Workgroups are what a software adapter shares among the CPU's cores: small ones leave none idle. */
const SOFTWARE_THREADS = 16;

/** With fewer rows or columns most of a block of 8 x 8 would be empty. */
const WORTH_BLOCKS_FROM = 3;

/** Lanes that matmul-broadcast.wgsl is written for. */
const BROADCAST_LANES = 4;

/** How many sums, those beyond the edges included, a broadcast computes in the time of one without (docs/performance.md). */
const BROADCAST_SPEED = 1.3;

/**
 * How to compute c[m, n] = sum over k, `batch` times.
 *
 * Tiles where there are enough of them to fill the GPU, for they read every operand the fewest times. Where there are not and one
 * side is short (a vector, ten classes), the thin variant: it makes its parallelism from the depth, within the workgroup.
 * Where there are few tiles and much depth, tiles with the depth split over workgroups. On a software adapter each thread by itself in
 * place of tiles: a barrier costs more there than loads.
 */
export function chooseMatmulVariant(
  m: number,
  n: number,
  k: number,
  batch: number,
  limits: LauncherLimits,
): MatmulVariant {
  if (limits.isSoftware && Math.min(m, n) >= WORTH_BLOCKS_FROM) {
    return canBroadcast(m, n, k, limits) ? chooseBroadcast(m, n, k, batch) : chooseBlocks(m, n, k, batch);
  }
  const tiled = chooseTiles(m, n, k, batch, limits);
  const isThin = Math.min(m, n) <= THIN_UP_TO;
  if (isThin && countTiles(tiled, m, n, batch) < ENOUGH_WORKGROUPS) {
    return chooseLanes(Math.max(m, n), Math.min(m, n), k, batch);
  }
  return tiled;
}

/** What a software adapter gets: each thread its 8 x 8 sums by itself. */
function chooseBlocks(rows: number, columns: number, depth: number, batch: number): DirectVariant {
  const blocks = batch * Math.ceil(rows / 8) * Math.ceil(columns / 8);
  const split = splitDepth(depth, 1, blocks, { fewestParts: Math.ceil(depth / MOST_TERMS) });
  return { kind: 'direct', threads: SOFTWARE_THREADS, ...split };
}

/** Whether a software adapter's subgroups are of four lanes, the depth is of whole steps of them, and blocks of 16 x 32 waste little. */
function canBroadcast(rows: number, columns: number, depth: number, { subgroupSize }: LauncherLimits): boolean {
  const computed = (down: number, across: number) =>
    Math.ceil(rows / down) * down * (Math.ceil(columns / across) * across);
  return (
    subgroupSize === BROADCAST_LANES &&
    depth % BROADCAST_LANES === 0 &&
    computed(16, 32) <= BROADCAST_SPEED * computed(8, 8)
  );
}

/** Each thread its 16 x 8 sums, and a quarter of the loads for all four of its subgroup. */
function chooseBroadcast(rows: number, columns: number, depth: number, batch: number): BroadcastVariant {
  const blocks = batch * Math.ceil(rows / 16) * Math.ceil(columns / 32);
  const fewestParts = Math.ceil(depth / MOST_TERMS);
  return { kind: 'broadcast', ...splitDepth(depth, BROADCAST_LANES, blocks, { fewestParts }) };
}

/**
 * Tiles for a product of rows x depth and depth x columns, for matmul and for the convolutions.
 *
 * 8 x 8 sums per thread where that still gives enough workgroups, if need be by splitting the depth, else 4 x 4.
 */
export function chooseTiles(
  rows: number,
  columns: number,
  depth: number,
  batch: number,
  limits: LauncherLimits,
): TiledVariant {
  const tileDepth = equalSteps(depth, 16);
  const large = fitTile(rows, columns, tileDepth, 8, limits);
  const largeTiles = countTiles(large, rows, columns, batch);
  if (largeTiles * Math.max(1, Math.floor(depth / SMALLEST_PART)) >= ENOUGH_WORKGROUPS) {
    return { ...large, ...splitDepth(depth, tileDepth, largeTiles) };
  }
  const small = fitTile(rows, columns, tileDepth, 4, limits);
  return { ...small, ...splitDepth(depth, tileDepth, countTiles(small, rows, columns, batch)) };
}

/**
 * How to compute a convolution, or one of its gradients, as a product: without a tile of the pixels where there are about 12 or 24
 * columns (neighbouring rows read mostly the same pixels, so the cache is the tile), else with tiles.
 */
export function chooseConv2dVariant(
  rows: number,
  columns: number,
  depth: number,
  limits: LauncherLimits,
): Conv2dVariant {
  if (limits.isSoftware) return chooseBlocks(rows, columns, depth, 1);
  const columnGroups = Math.ceil(columns / 12);
  if (columnGroups > 2 || 12 * columnGroups > (4 / 3) * columns) return chooseTiles(rows, columns, depth, 1, limits);
  const tileDepth = equalSteps(depth, 32);
  // 64 threads, each with 8 rows; 32 where that gives too few workgroups.
  const threads = Math.ceil((rows * columnGroups) / (8 * 64)) >= ENOUGH_WORKGROUPS ? 64 : 32;
  const tileRows = 8 * Math.min(threads / columnGroups, Math.ceil(rows / 8));
  const workgroups = Math.ceil(rows / tileRows);
  // A kernel has few rows: many parts make up for the few threads of a workgroup.
  const wholeWorkgroups = Math.max(1, Math.floor((workgroups * (tileRows / 8) * columnGroups) / 32));
  return { kind: 'narrow', tileRows, tileDepth, columnGroups, ...splitDepth(depth, tileDepth, wholeWorkgroups) };
}

/** How many tiles cover all products. */
export function countTiles(
  { tileRows, tileColumns }: Pick<TiledVariant, 'tileRows' | 'tileColumns'>,
  rows: number,
  columns: number,
  batch: number,
): number {
  return batch * Math.ceil(rows / tileRows) * Math.ceil(columns / tileColumns);
}

/**
 * The largest tile of this many registers that wastes little of the product's size and that the device can hold. A product of few
 * columns (the channels of a convolution) gets a taller one, so that a workgroup has enough to do.
 */
function fitTile(rows: number, columns: number, tileDepth: number, registers: 4 | 8, limits: LauncherLimits) {
  const across = cutEvenly(columns, registers === 8 ? 64 : 32, registers);
  const heights = registers === 4 ? [32, 16] : across.size <= 32 ? [128, 64, 32, 16] : [64, 32, 16];
  const tiles = heights.map((height) => {
    const down = cutEvenly(rows, height, registers);
    return {
      kind: 'tiled',
      tileRows: down.size,
      tileColumns: across.size,
      tileDepth,
      registerRows: down.registers,
      registerColumns: across.registers,
    } as const;
  });
  return tiles.find((tile) => fits(tile, limits)) ?? tiles[tiles.length - 1];
}

/** With WebGPU's default limits (256 threads, 16 KiB) every tile does; adapters in compatibility mode have 128 threads. */
export function fits(tile: Omit<TiledVariant, 'parts' | 'partDepth'>, limits: LauncherLimits): boolean {
  const { tileRows, tileColumns, tileDepth } = tile;
  const threads = (tileRows / tile.registerRows) * (tileColumns / tile.registerColumns);
  // Two tiles with a pitch of a quad more at most, and what a convolution notes for each row and each depth.
  const bytes = 16 * tileDepth * (tileRows / 4 + tileColumns / 4 + 2) + 8 * tileRows + 16 * tileDepth;
  return threads <= limits.invocationsPerWorkgroup && bytes <= limits.workgroupStorageBytes;
}

/**
 * The fewest equal pieces of at most `largest`, rounded up to whole registers: a 64-wide tile over 200 columns would compute 256,
 * four of 56 compute 224. Eight registers become four where eight would waste much more (12 channels: 16 instead of 12).
 */
export function cutEvenly(length: number, largest: number, registers: 4 | 8): { size: number; registers: 4 | 8 } {
  const pieces = Math.max(1, Math.ceil(length / largest));
  const piece = Math.max(1, Math.ceil(length / pieces));
  const byFour = Math.ceil(piece / 4) * 4;
  const byEight = Math.ceil(piece / 8) * 8;
  if (registers === 8 && byEight <= 1.125 * byFour) return { size: byEight, registers: 8 };
  return { size: byFour, registers: 4 };
}

/** Lanes for the thin variant: whole sectors of memory (32 bytes) along the rows, or longer runs along the depth. */
function chooseLanes(rows: number, columns: number, depth: number, batch: number): ThinVariant {
  const workgroupsOf = (lanes: number) => batch * Math.ceil(rows / lanes) * Math.ceil(columns / 4);
  // 8 x 8 suits both directions; a row to itself where rows are few and deep.
  const [rowLanes, depthLanes] = workgroupsOf(8) >= ENOUGH_WORKGROUPS || depth < 256 ? [8, 8] : [1, 64];
  return {
    kind: 'thin',
    rowLanes,
    depthLanes,
    ...splitDepth(depth, depthLanes, workgroupsOf(rowLanes), { smallestPart: 16 * depthLanes }),
  };
}

/** Equal steps, so that the last one is not mostly empty: a depth of 25 is walked in steps of 13, not of 16. */
function equalSteps(depth: number, largest: number): number {
  return Math.max(1, Math.ceil(depth / Math.max(1, Math.ceil(depth / largest))));
}

/** Splits the depth so that there are enough workgroups: into parts of whole steps, the last one possibly shorter. */
function splitDepth(
  depth: number,
  step: number,
  workgroups: number,
  { smallestPart = SMALLEST_PART, fewestParts = 1 } = {},
): { parts: number; partDepth: number } {
  const wanted = Math.max(fewestParts, Math.ceil(ENOUGH_WORKGROUPS / Math.max(1, workgroups)));
  const allowed = Math.min(MOST_PARTS, Math.max(1, Math.floor(depth / smallestPart)));
  const steps = Math.max(1, Math.ceil(depth / step));
  const stepsPerPart = Math.ceil(steps / Math.min(wanted, allowed));
  return { parts: Math.ceil(steps / stepsPerPart), partDepth: stepsPerPart * step };
}
