import type { FusedActivation } from '../../kernels.js';
import { F32x4, I32, type Local } from '../assembler/index.js';
import type { Deal, KernelBuilder } from '../kernel-builder.js';
import { applyActivation } from './fused-activation.js';
import { isAllFinite, listNonzeroSteps, stepListBytes, type TileRows } from './nonzero-steps.js';
import { packColumns, packTransposed } from './pack.js';
import type { ProductPlan } from './product-plan.js';
import { addListedSteps, addTileProduct, zeroSums, type Sums, type TileOperands } from './tile-product.js';
import { tilings, type Tiling } from './tiling.js';

/** Everything the code of a product depends on. */
export interface Product {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  /** Elements from one row to the next of each operand as it lies (BLAS' leading dimensions): more than a row's in a part of a matrix. */
  readonly strides: { readonly a: number; readonly b: number; readonly c: number };
  readonly transposeA: boolean;
  readonly transposeB: boolean;
  readonly hasBias: boolean;
  readonly activation: FusedActivation;
}

/** Where the operands of one product begin, and who works on it: thread `thread` of `threads`. */
export interface ProductRun {
  readonly a: Local<I32>;
  readonly b: Local<I32>;
  readonly c: Local<I32>;
  readonly bias: Local<I32>;
  readonly packedB: Local<I32>;
  /** This thread's own memory: `ownBytes`. */
  readonly own: Local<I32>;
  readonly thread: I32;
  readonly threads: I32;
  /** Deals pieces of the work to the threads. */
  readonly deal: Deal;
  /** Waits for the other threads. */
  readonly barrier: () => void;
}

/** Bytes for the packed panels of b: two stages, so that one is packed while the other may still be read. */
export function packedBBytes({ n }: Product, { blockDepth, blocks, stageBlocks, readsBInPlace }: ProductPlan): number {
  return readsBInPlace ? 0 : Math.min(blocks, 2 * stageBlocks) * blockBytes(n, blockDepth);
}

/** Bytes for one thread's packed part of a, which only a transposed one needs, and its lists of steps. */
export function ownBytes(product: Product, plan: ProductPlan): number {
  return (
    packedABytes(product, plan) + (skipsZeros(product, plan) ? plan.tilesPerGroup * stepListBytes(plan.blockDepth) : 0)
  );
}

/** Only where b is all of a matrix it is known how to look for infinities. */
function skipsZeros({ n, k, strides, transposeB }: Product, plan: ProductPlan): boolean {
  return plan.skipsZeros && strides.b === (transposeB ? k : n);
}

function packedABytes({ transposeA }: Product, { blockDepth, tileRows, tilesPerGroup }: ProductPlan): number {
  return transposeA ? 4 * tilesPerGroup * Math.ceil(tileRows / 4) * 4 * blockDepth : 0;
}

function blockBytes(n: number, blockDepth: number): number {
  return 16 * Math.ceil(n / 4) * blockDepth;
}

/**
 * Writes c = activation(op(a) op(b) + bias) after Goto & van de Geijn 2008, "Anatomy of High-Performance Matrix Multiplication":
 *
 *   for every stage, as many blocks of the depth as are packed at once (one stage, but for the largest b)
 *     pack the blocks of b into panels, shared by all threads; barrier
 *     for every group of row tiles, as the threads come free
 *       for every block                               (a panel of b fits the first cache, the group's part of a the second)
 *         for every panel, for every row tile: the tile's sums, in registers (tile-product.ts)
 *
 * A transposed operand differs only in how it is packed. Between blocks the sums wait in c. Threads that share the columns pack their
 * own panels block by block, and need neither stages nor a barrier.
 */
export function writeProduct(k: KernelBuilder, product: Product, plan: ProductPlan, run: ProductRun): void {
  if (plan.sharedBy === 'columns') {
    const stage: StageRun = { ...run, packed: run.packedB, from: I32.const(0), to: I32.const(product.k) };
    forEachBlock(k, plan, stage, 0, (block) => shareColumns(k, product, plan, block));
    return;
  }
  const finite = k.int(NOT_LOOKED);
  forEachStage(k, product, plan, run, (stage) => {
    if (!plan.readsBInPlace) {
      forEachBlock(k, plan, stage, blockBytes(product.n, plan.blockDepth), (block) => packB(k, product, plan, block));
      run.barrier();
    }
    shareRows(k, product, plan, stage, finite);
  });
}

/** Some blocks of the depth, [from, to), whose panels of b are packed at once. */
interface StageRun extends ProductRun {
  /** Where the first block's panels are. */
  readonly packed: Local<I32>;
  readonly from: I32;
  readonly to: I32;
}

/** One block of the depth. */
interface BlockRun extends ProductRun {
  /** Where the block's panels are. */
  readonly packed: Local<I32>;
  /** Where the block begins in the depth, and how deep it is. */
  readonly start: Local<I32>;
  readonly depth: number | Local<I32>;
  readonly isBlocked: boolean;
}

/** The stages take turns with two places for panels. */
function forEachStage(
  k: KernelBuilder,
  { n, k: depth }: Product,
  { blocks, stageBlocks, blockDepth }: ProductPlan,
  run: ProductRun,
  visit: (stage: StageRun) => void,
): void {
  const packed = k.int(run.packedB);
  if (stageBlocks >= blocks) return visit({ ...run, packed, from: I32.const(0), to: I32.const(depth) });
  const from = k.int(0);
  const place = k.int(0);
  k.times(Math.ceil(blocks / stageBlocks), () => {
    k.set<I32>(packed, run.packedB.add(place));
    visit({ ...run, packed, from, to: k.int(from.add(stageBlocks * blockDepth).min(depth)) });
    k.increase(from, stageBlocks * blockDepth);
    k.set<I32>(place, place.xor(stageBlocks * blockBytes(n, blockDepth)));
  });
}

/** The blocks of a stage, whose panels begin `packedBytes` apart. */
function forEachBlock(
  k: KernelBuilder,
  { blocks, blockDepth }: ProductPlan,
  { from, to, ...run }: StageRun,
  packedBytes: number,
  visit: (block: BlockRun) => void,
): void {
  const start = k.int(from);
  if (blocks === 1) return visit({ ...run, start, depth: blockDepth, isBlocked: false });
  const packed = k.int(run.packed);
  k.while(start.less(to), () => {
    visit({ ...run, packed, start, depth: k.int(to.sub(start).min(blockDepth)), isBlocked: true });
    k.increase(start, blockDepth);
    k.increase(packed, packedBytes);
  });
}

/** Column panels, as [first vector, vectors in each, count]. */
function panelsOf({ n }: Product, { tileVectors }: ProductPlan): Tiling[] {
  return tilings(Math.ceil(n / 4), tileVectors);
}

function packB(k: KernelBuilder, product: Product, plan: ProductPlan, run: BlockRun): void {
  for (const tiling of panelsOf(product, plan)) {
    const { begin, end } = shareOf(k, tiling.count, run);
    k.for(begin, end, 1, (panel) => packPanel(k, product, plan, run, tiling, panel));
  }
}

/** This thread's part of `count` pieces. */
function shareOf(k: KernelBuilder, count: number, { thread, threads }: ProductRun) {
  const begin = k.int(thread.mul(count).divUnsigned(threads));
  const end = k.int(thread.add(1).mul(count).divUnsigned(threads));
  return { begin, end };
}

/**
 * Where a panel's packed form begins: panels lie one behind the other, each as deep as the deepest block, so that a panel has the same
 * place in all blocks. (Threads that share the panels do not wait for each other between blocks.)
 */
function panelAddress({ blockDepth }: ProductPlan, { packed }: BlockRun, { from, size }: Tiling, panel: I32): I32 {
  return packed.add(panel.mul(16 * size * blockDepth).add(16 * from * blockDepth));
}

function packPanel(
  k: KernelBuilder,
  { n, strides, transposeB }: Product,
  plan: ProductPlan,
  run: BlockRun,
  tiling: Tiling,
  panel: Local<I32>,
): void {
  const { from, size } = tiling;
  const to = panelAddress(plan, run, tiling, panel);
  const firstColumn = panel.mul(4 * size).add(4 * from);
  if (!transposeB) {
    const source = run.b.add(run.start.mul(strides.b).add(firstColumn).mul(4));
    packColumns(k, to, source, { vectors: size, rowBytes: 4 * strides.b, rows: run.depth });
    return;
  }
  // All columns of a full tiling exist, but perhaps the last ones of the very last panel.
  const source = run.b.add(firstColumn.mul(strides.b).add(run.start).mul(4));
  const pack = (columns: number) =>
    packTransposed(k, to, source, { columns, columnBytes: 4 * strides.b, rows: I32.of(run.depth) });
  const inLast = n - 4 * (from + size * (tiling.count - 1));
  if (inLast >= 4 * size) pack(4 * size);
  else if (tiling.count === 1) pack(inLast);
  else
    k.if(
      panel.equal(tiling.count - 1),
      () => pack(inLast),
      () => pack(4 * size),
    );
}

/** Threads share the row tiles in groups. */
function shareRows(k: KernelBuilder, product: Product, plan: ProductPlan, stage: StageRun, finite: Local<I32>): void {
  const packedBytes = plan.readsBInPlace ? 0 : blockBytes(product.n, plan.blockDepth);
  for (const rows of tilings(product.m, plan.tileRows)) {
    stage.deal(Math.ceil(rows.count / plan.tilesPerGroup), (group) => {
      const first = k.int(group.mul(plan.tilesPerGroup));
      const last = k.int(first.add(plan.tilesPerGroup).min(rows.count));
      forEachBlock(k, plan, stage, packedBytes, (block) => {
        if (product.transposeA) packRows(k, product, block, rows, first, last);
        if (skipsZeros(product, plan)) listSteps(k, product, plan, block, { rows, first, last, finite });
        for (const panels of panelsOf(product, plan)) {
          k.for(0, panels.count, 1, (panel) => {
            k.for(first, last, 1, (tile) => writeTile(k, product, plan, block, { rows, panels, tile, panel, first }));
          });
        }
      });
    });
  }
}

/** Threads share the panels, and pack what they read themselves. */
function shareColumns(k: KernelBuilder, product: Product, plan: ProductPlan, run: BlockRun): void {
  for (const panels of panelsOf(product, plan)) {
    const { begin, end } = shareOf(k, panels.count, run);
    k.for(begin, end, 1, (panel) => {
      if (!plan.readsBInPlace) packPanel(k, product, plan, run, panels, panel);
    });
    for (const rows of tilings(product.m, plan.tileRows)) {
      k.for(0, rows.count, plan.tilesPerGroup, (first) => {
        const last = k.int(first.add(plan.tilesPerGroup).min(rows.count));
        if (product.transposeA) packRows(k, product, run, rows, first, last);
        k.for(begin, end, 1, (panel) => {
          k.for(first, last, 1, (tile) => writeTile(k, product, plan, run, { rows, panels, tile, panel, first }));
        });
      });
    }
  }
}

/** Packs a group of row tiles of a transposed a: each as `depth` rows of its (up to 4 vectors of) elements. */
function packRows(k: KernelBuilder, { strides }: Product, run: BlockRun, rows: Tiling, first: I32, last: I32): void {
  const vectors = Math.ceil(rows.size / 4);
  const to = k.int(run.own);
  k.for(first, last, 1, (tile) => {
    const source = run.a.add(run.start.mul(strides.a).add(tile.mul(rows.size)).add(rows.from).mul(4));
    packColumns(k, to, source, { vectors, rowBytes: 4 * strides.a, rows: run.depth });
    k.set<I32>(to, to.add(I32.of(run.depth).mul(16 * vectors)));
  });
}

/** What is known of b: nothing, that all of it is finite, or that it is not. */
const NOT_LOOKED = -1;
const FINITE = 1;

/**
 * Lists the steps of a group's row tiles that are not zero, as many as there are if it does not pay to leave some out: then, too, all
 * neighbours are taken to be alike, so that a dense a costs no more than a look at one tile of a group.
 */
function listSteps(
  k: KernelBuilder,
  product: Product,
  plan: ProductPlan,
  run: BlockRun,
  { rows, first, last, finite }: { rows: Tiling; first: Local<I32>; last: Local<I32>; finite: Local<I32> },
): void {
  const isDense = k.int(0);
  k.for(first, last, 1, (tile) => {
    const list = k.int(stepList(product, plan, run, tile.sub(first)));
    const steps = k.int(run.depth);
    k.if(isDense.isZero(), () => {
      const nonzero = listNonzeroSteps(k, list, tileRows(product, run, { rows, tile, first }), run.depth);
      k.if(
        nonzero.less(steps.sub(steps.shiftRight(3))),
        () => {
          k.if(finite.equal(NOT_LOOKED), () => k.set<I32>(finite, isAllFinite(k, run.b, product.n * product.k)));
          k.if(finite.equal(FINITE), () => k.set<I32>(steps, nonzero));
        },
        () => k.set<I32>(isDense, I32.const(1)),
      );
    });
    k.store(list, steps);
  });
}

/** Where the list of steps of the group's tile of this number is: the number of steps, then the steps. */
function stepList(product: Product, plan: ProductPlan, { own }: ProductRun, tileOfGroup: I32): I32 {
  return own.add(packedABytes(product, plan)).add(tileOfGroup.mul(stepListBytes(plan.blockDepth)));
}

/** Which tile: row tile `tile` of a tiling of the rows (the group begins at `first`), panel `panel` of one of the columns. */
interface TilePlace {
  readonly rows: Tiling;
  readonly panels: Tiling;
  readonly tile: Local<I32>;
  readonly panel: Local<I32>;
  readonly first: I32;
}

/** Where a row tile of a lies, from this block's first step on. */
function tileRows(
  { strides, transposeA }: Product,
  run: BlockRun,
  { rows, tile, first }: Pick<TilePlace, 'rows' | 'tile' | 'first'>,
): TileRows {
  const { size } = rows;
  if (transposeA) {
    const stepBytes = 16 * Math.ceil(size / 4);
    const pointer = run.own.add(tile.sub(first).mul(I32.of(run.depth)).mul(stepBytes));
    return { pointer, rows: size, rowBytes: 4, stepBytes };
  }
  const firstRow = tile.mul(size).add(rows.from);
  const pointer = run.a.add(firstRow.mul(strides.a).add(run.start).mul(4));
  return { pointer, rows: size, rowBytes: 4 * strides.a, stepBytes: 4 };
}

function writeTile(k: KernelBuilder, product: Product, plan: ProductPlan, run: BlockRun, place: TilePlace): void {
  const { strides } = product;
  const rowBytes = 4 * strides.c;
  const { rows, panels, tile, panel, first } = place;
  const firstColumn = k.int(panel.mul(4 * panels.size).add(4 * panels.from));
  const firstRow = tile.mul(rows.size).add(rows.from);
  const target = k.int(run.c.add(firstRow.mul(strides.c).add(firstColumn).mul(4)));
  const sums = zeroSums(k, rows.size, panels.size);
  const { pointer, rowBytes: rowDistance, stepBytes } = tileRows(product, run, { rows, tile, first });
  const aPointer = k.int(pointer);
  const operands: TileOperands = {
    rowPointer: () => aPointer,
    rowOffset: (row) => rowDistance * row,
    aStep: stepBytes,
    bPointer: plan.readsBInPlace
      ? run.b.add(run.start.mul(strides.b).add(firstColumn).mul(4))
      : panelAddress(plan, run, panels, panel),
    bStep: plan.readsBInPlace ? 4 * strides.b : 16 * panels.size,
  };
  const addAll = () => addTileProduct(k, sums, operands, run.depth);
  if (skipsZeros(product, plan)) {
    const list = k.int(stepList(product, plan, run, tile.sub(first)));
    const count = k.int(I32.load(list));
    k.if(count.equal(run.depth), addAll, () => addListedSteps(k, sums, operands, { list: list.add(4), count }));
  } else addAll();

  if (run.isBlocked) {
    // Each block's sums begin at zero: added in blocks, many numbers lose less to rounding than one after another.
    k.if(run.start, () => {
      sums.forEach((row, r) =>
        row.forEach((sum, v) => k.set<F32x4>(sum, F32x4.load(target, rowBytes * r + 16 * v).add(sum))),
      );
    });
  }
  if (product.hasBias || product.activation !== 'linear') {
    const finish = () => finishSums(k, product, sums, run.bias.add(firstColumn.mul(4)));
    if (run.isBlocked) k.if(run.start.add(run.depth).equal(product.k), finish);
    else finish();
  }
  storeSums(k, product, sums, panels, panel, target);
}

/** sums = activation(sums + bias). */
function finishSums(k: KernelBuilder, { hasBias, activation }: Product, sums: Sums, bias: I32): void {
  const at = k.int(bias);
  sums[0].forEach((_, v) => {
    const vector = hasBias ? k.floats(F32x4.load(at, 16 * v)) : null;
    for (const row of sums) {
      k.set<F32x4>(row[v], applyActivation(k, activation, vector ? row[v].add(vector) : row[v]));
    }
  });
}

/** Stores the sums; of the last vector of a row only the columns that exist. */
function storeSums(
  k: KernelBuilder,
  { n, strides }: Product,
  sums: Sums,
  panels: Tiling,
  panel: I32,
  target: I32,
): void {
  const inLast = n - 4 * (panels.from + panels.size * panels.count - 1);
  const store = (lanesOfLast: number) =>
    sums.forEach((row, r) =>
      row.forEach((sum, v) =>
        k.storeLanes(target, sum, v === row.length - 1 ? lanesOfLast : 4, 4 * strides.c * r + 16 * v),
      ),
    );
  if (inLast >= 4) store(4);
  else if (panels.count === 1) store(inLast);
  else
    k.if(
      panel.equal(panels.count - 1),
      () => store(inLast),
      () => store(4),
    );
}
