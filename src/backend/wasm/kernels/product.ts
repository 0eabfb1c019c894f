import { I32, type Local } from '../assembler/index.js';
import type { KernelBuilder } from '../kernel-builder.js';
import { blockBytes, packB, packPanel, panelsOf, shareOf } from './product-panels.js';
import type { ProductPlan } from './product-plan.js';
import { listSteps, NOT_LOOKED, packRows, skipsZeros } from './product-rows.js';
import type { BlockRun, Product, ProductRun } from './product-run.js';
import { writeTile } from './product-tile.js';
import { tilings } from './tiling.js';

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
