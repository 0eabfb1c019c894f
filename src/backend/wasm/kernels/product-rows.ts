import { I32, type Local } from '../assembler/index.js';
import type { KernelBuilder } from '../kernel-builder.js';
import { isAllFinite, listNonzeroSteps, stepListBytes, type TileRows } from './nonzero-steps.js';
import { packColumns } from './pack.js';
import type { ProductPlan } from './product-plan.js';
import type { BlockRun, Product, ProductRun, TilePlace } from './product-run.js';
import type { Tiling } from './tiling.js';

// The left side of a product, a: the row tiles of a group, packed if it is transposed, and the steps at which they are not zero.

/** Bytes for one thread's packed part of a, which only a transposed one needs, and its lists of steps. */
export function ownBytes(product: Product, plan: ProductPlan): number {
  return (
    packedABytes(product, plan) + (skipsZeros(product, plan) ? plan.tilesPerGroup * stepListBytes(plan.blockDepth) : 0)
  );
}

/** Whether steps are listed at all: only where b is all of a matrix it is known how to look for infinities. */
export function skipsZeros({ n, k, strides, transposeB }: Product, plan: ProductPlan): boolean {
  return plan.skipsZeros && strides.b === (transposeB ? k : n);
}

function packedABytes({ transposeA }: Product, { blockDepth, tileRows, tilesPerGroup }: ProductPlan): number {
  return transposeA ? 4 * tilesPerGroup * Math.ceil(tileRows / 4) * 4 * blockDepth : 0;
}

/** Packs a group of row tiles of a transposed a: each as `depth` rows of its (up to 4 vectors of) elements. */
export function packRows(
  k: KernelBuilder,
  { strides }: Product,
  run: BlockRun,
  rows: Tiling,
  first: I32,
  last: I32,
): void {
  const vectors = Math.ceil(rows.size / 4);
  const to = k.int(run.own);
  k.for(first, last, 1, (tile) => {
    const source = run.a.add(run.start.mul(strides.a).add(tile.mul(rows.size)).add(rows.from).mul(4));
    packColumns(k, to, source, { vectors, rowBytes: 4 * strides.a, rows: run.depth });
    k.set<I32>(to, to.add(I32.of(run.depth).mul(16 * vectors)));
  });
}

/** Where a row tile of a lies, from this block's first step on. */
export function tileRows(
  { strides, transposeA }: Product,
  run: BlockRun,
  { rows, tile, first }: Omit<TilePlace, 'panels' | 'panel'>,
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

/** What is known of b: nothing, that all of it is finite, or that it is not. */
export const NOT_LOOKED = -1;
const FINITE = 1;

/**
 * Lists the steps of a group's row tiles that are not zero, as many as there are if it does not pay to leave some out: then, too, all
 * neighbours are taken to be alike, so that a dense a costs no more than a look at one tile of a group. An eighth of the steps has to be left out: not
 * tuned; a listed step takes a little longer than one in a row.
 */
export function listSteps(
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
export function stepList(product: Product, plan: ProductPlan, { own }: ProductRun, tileOfGroup: I32): I32 {
  return own.add(packedABytes(product, plan)).add(tileOfGroup.mul(stepListBytes(plan.blockDepth)));
}
