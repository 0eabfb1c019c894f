import type { I32, Local } from '../assembler/index.js';
import type { Deal, KernelBuilder } from '../kernel-builder.js';
import { planProduct } from './product-plan.js';
import { packedBBytes } from './product-panels.js';
import { ownBytes } from './product-rows.js';
import type { Product } from './product-run.js';
import { writeProduct } from './product.js';
import { strassenScratch } from './strassen-block.js';
import { PIECES, type StrassenPlan } from './strassen-plan.js';
import { writeStrassen } from './strassen-product.js';

/** Bytes of scratch memory for `threads` threads. */
export function strassenScratchBytes(product: Product, plan: StrassenPlan, threads: number, isFused: boolean): number {
  const { shared, perThread } = strassenScratch(product, plan);
  const { depthLeft, rowsLeft } = partsLeft(product, plan);
  const direct = [...depthLeft, ...rowsLeft].map((part) => {
    const { packedB, own } = directScratch(part, isFused);
    return packedB + threads * own;
  });
  return shared + threads * perThread + direct.reduce((sum, bytes) => sum + bytes, 0);
}

/**
 * Writes c = activation(op(a) op(b) + bias) by Strassen's algorithm (strassen-product.ts), with 49 multiplications for 64. The rows that are no
 * whole group and the depth that is no whole unit are computed directly (product.ts); what the depth's rest gives is in c before.
 *
 * Errors are bounded by the largest elements of a group of rows and of b, not by those that a sum is made of: an element that is small beside
 * its neighbours may have lost more of its digits. Rows of a group at the same place in its four pieces are added to each other, and so are
 * columns: where one of them has an infinity or NaN, all four may come to NaN. Higham 2002, "Accuracy and Stability of Numerical
 * Algorithms", chapter 23.
 */
export function writeStrassenProduct(k: KernelBuilder, product: Product, plan: StrassenPlan): void {
  const [a, b, bias, c] = [0, 1, 2, 3].map((i) => k.pointer(i));
  const scratch = k.scratch();
  const { shared, perThread } = strassenScratch(product, plan);
  const directPlace = k.int(scratch.add(shared).add(k.threads.mul(perThread)));
  const { depthLeft, rowsLeft } = partsLeft(product, plan);
  const deal = k.dealer();
  const write = (part: DirectPart) => writePart(k, part, deal, { a, b, bias, c, scratch: directPlace });
  depthLeft.forEach(write);
  writeStrassen(k, product, plan, { a, b, c, bias, scratch, deal, addsToC: depthLeft.length > 0 });
  rowsLeft.forEach(write);
}

/** A part of a product that is computed directly: the beginnings of its rows and of its depth. */
interface DirectPart {
  readonly product: Product;
  readonly row: number;
  readonly start: number;
}

/** What the plan leaves over of the depth and of the rows, if anything. */
function partsLeft(product: Product, plan: StrassenPlan) {
  const rows = plan.groups * PIECES * plan.pieceRows;
  const depthLeft: DirectPart = {
    product: { ...product, m: rows, k: product.k - plan.depth, hasBias: false, activation: 'linear' },
    ...{ row: 0, start: plan.depth },
  };
  const rowsLeft: DirectPart = { product: { ...product, m: product.m - rows }, row: rows, start: 0 };
  const exists = ({ product: part }: DirectPart) => part.m * part.k > 0;
  return { depthLeft: [depthLeft].filter(exists), rowsLeft: [rowsLeft].filter(exists) };
}

function planOf({ product: { m, n, k, transposeB } }: DirectPart, isFused: boolean) {
  return planProduct(m, n, k, { transposeB, isFused });
}

function directScratch(part: DirectPart, isFused: boolean) {
  const plan = planOf(part, isFused);
  return { packedB: packedBBytes(part.product, plan), own: ownBytes(part.product, plan) };
}

/** Writes a direct part, and moves the place for scratch memory on behind its own: threads do not wait for each other between parts. */
function writePart(
  k: KernelBuilder,
  part: DirectPart,
  deal: Deal,
  { a, b, bias, c, scratch }: Record<'a' | 'b' | 'bias' | 'c' | 'scratch', Local<I32>>,
): void {
  const { product, row, start } = part;
  const { transposeA, transposeB, strides } = product;
  const bytes = directScratch(part, k.hasRelaxedSimd);
  const packedB = k.int(scratch);
  const own = k.int(packedB.add(bytes.packedB).add(k.thread.mul(bytes.own)));
  writeProduct(k, product, planOf(part, k.hasRelaxedSimd), {
    a: k.int(a.add(4 * (transposeA ? start * strides.a + row : row * strides.a + start))),
    b: k.int(b.add(4 * (transposeB ? start : start * strides.b))),
    c: k.int(c.add(4 * row * strides.c)),
    ...{ bias, packedB, own, thread: k.thread, threads: k.threads },
    deal,
    barrier: () => k.barrier(),
  });
  k.increase(scratch, k.threads.mul(bytes.own).add(bytes.packedB));
}
