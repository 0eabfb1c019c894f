import { I32, type Local } from '../assembler/index.js';
import type { KernelBuilder } from '../kernel-builder.js';
import { packColumns, packTransposed } from './pack.js';
import type { ProductPlan } from './product-plan.js';
import type { BlockRun, Product, ProductRun } from './product-run.js';
import { tilings, type Tiling } from './tiling.js';

// The right side of a product, b: its columns in panels, as wide as a tile, packed so that a tile's loop reads them straight on.

/** Bytes for the packed panels of b: two stages, so that one is packed while the other may still be read. */
export function packedBBytes({ n }: Product, { blockDepth, blocks, stageBlocks, readsBInPlace }: ProductPlan): number {
  return readsBInPlace ? 0 : Math.min(blocks, 2 * stageBlocks) * blockBytes(n, blockDepth);
}

/** Bytes of the panels of one block of the depth. */
export function blockBytes(n: number, blockDepth: number): number {
  return 16 * Math.ceil(n / 4) * blockDepth;
}

/** Column panels, as [first vector, vectors in each, count]. */
export function panelsOf({ n }: Product, { tileVectors }: ProductPlan): Tiling[] {
  return tilings(Math.ceil(n / 4), tileVectors);
}

/** Packs a block's panels, all threads together. */
export function packB(k: KernelBuilder, product: Product, plan: ProductPlan, run: BlockRun): void {
  for (const tiling of panelsOf(product, plan)) {
    const { begin, end } = shareOf(k, tiling.count, run);
    k.for(begin, end, 1, (panel) => packPanel(k, product, plan, run, tiling, panel));
  }
}

/** This thread's part of `count` pieces. */
export function shareOf(k: KernelBuilder, count: number, { thread, threads }: ProductRun) {
  const begin = k.int(thread.mul(count).divUnsigned(threads));
  const end = k.int(thread.add(1).mul(count).divUnsigned(threads));
  return { begin, end };
}

/**
 * Where a panel's packed form begins: panels lie one behind the other, each as deep as the deepest block, so that a panel has the same
 * place in all blocks. (Threads that share the panels do not wait for each other between blocks.)
 */
export function panelAddress(
  { blockDepth }: ProductPlan,
  { packed }: BlockRun,
  { from, size }: Tiling,
  panel: I32,
): I32 {
  return packed.add(panel.mul(16 * size * blockDepth).add(16 * from * blockDepth));
}

/** Packs one panel of a block. */
export function packPanel(
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
