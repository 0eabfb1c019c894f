import type { KernelBuilder } from '../kernel-builder.js';
import type { Product } from './product-run.js';
import {
  LEVEL_PRODUCTS,
  strassenBytes,
  strassenScratch,
  type StrassenBlock,
  type StrassenRun,
} from './strassen-block.js';
import { groupPart, multiplyGroup } from './strassen-group.js';
import { DEPTH_UNIT, PIECES, PRODUCTS, type StrassenPlan } from './strassen-plan.js';
import { multiplyRest, packRest } from './strassen-rest.js';
import { finishGroup } from './strassen-result.js';
import { packRight, transposeBlock } from './strassen-right.js';

/**
 * Writes c = activation(op(a) op(b) + bias) by two levels of Strassen's algorithm (strassen-algorithm.ts), for all but the rows and the
 * depth that the plan leaves over. After Huang, Smith, Henry & van de Geijn 2016, "Strassen's algorithm reloaded": sums of pieces are formed
 * where they are packed, and products are added to all pieces in which they count.
 *
 *   for every block of columns and of the depth
 *     pack the 49 right factors, sums of pieces of b, shared by all threads; barrier
 *     for every group of rows, as the threads come free
 *       for every product of the outer level
 *         pack its 7 left factors, sums of pieces of a        (its part of a stays in the second cache)
 *         multiply them with their right factors, tile by tile
 *         add the 7 products to the group's sums
 *       multiply the columns left over; write the group's sums to c
 *
 * A group is as good as a product by itself, so what comes out depends neither on the number of threads nor on which has which.
 */
export function writeStrassen(
  k: KernelBuilder,
  product: Product,
  plan: StrassenPlan,
  { scratch, ...run }: StrassenRun,
): void {
  const bytes = strassenBytes(product, plan);
  const { shared, perThread } = strassenScratch(product, plan);
  const rest = k.int(scratch.add(PRODUCTS * bytes.right));
  const transposed = k.int(rest.add(bytes.rest));
  const left = k.int(scratch.add(shared).add(k.thread.mul(perThread)));
  const products = k.int(left.add(LEVEL_PRODUCTS * bytes.left));
  const sums = k.int(products.add(LEVEL_PRODUCTS * bytes.product));
  const group = k.int(sums.add(bytes.sums));
  const places = { right: scratch, rest, transposed, left, products, sums, group };
  const units = plan.depth / DEPTH_UNIT;
  k.for(0, plan.columnBlocks, 1, (column) => {
    const firstColumn = k.int(column.mul(4 * PIECES * plan.pieceVectors));
    const hasRest = k.int(column.equal(plan.columnBlocks - 1));
    k.for(0, plan.depthBlocks, 1, (number) => {
      // Blocks as equal as whole units allow.
      const before = k.int(number.mul(units).divUnsigned(plan.depthBlocks));
      const after = number.add(1).mul(units).divUnsigned(plan.depthBlocks);
      const start = k.int(before.mul(DEPTH_UNIT));
      const depth = k.int(after.sub(before).mul(DEPTH_UNIT / PIECES));
      writeBlock(k, { ...run, ...places, product, plan, bytes, firstColumn, start, depth, hasRest });
    });
  });
}

function writeBlock(k: KernelBuilder, block: StrassenBlock): void {
  const { product, plan, hasRest } = block;
  const hasColumnsLeft = plan.restVectors > 0;
  // All threads have done with the last block's factors, and with what c is to begin with.
  k.barrier();
  if (product.transposeB) {
    transposeBlock(k, block);
    k.barrier();
  }
  packRight(k, block);
  if (hasColumnsLeft) k.if(hasRest, () => packRest(k, block));
  k.barrier();
  block.deal(plan.groups, (group) => {
    const firstRow = k.int(group.mul(PIECES * plan.pieceRows));
    const part = groupPart(k, block, firstRow);
    multiplyGroup(k, block, part);
    if (hasColumnsLeft) k.if(hasRest, () => multiplyRest(k, block, part));
    finishGroup(k, block, firstRow);
  });
}
