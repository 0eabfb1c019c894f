import type { I32, Local } from '../assembler/index.js';
import type { Deal } from '../kernel-builder.js';
import type { Product } from './product-run.js';
import { strassen } from './strassen-algorithm.js';
import { PIECES, PRODUCTS, type StrassenPlan } from './strassen-plan.js';
import { tilings, type Tiling } from './tiling.js';

/** Products of one level. */
export const LEVEL_PRODUCTS = strassen.length;

/** Bytes of what lies in scratch memory: the whole of it, and one factor or product of the 49. */
export interface StrassenBytes {
  /** A packed factor of either side, and a product of two: a piece of c. */
  readonly right: number;
  readonly left: number;
  readonly product: number;
  /** The columns left over of b, packed, and a block of b that lay transposed. */
  readonly rest: number;
  readonly transposed: number;
  /** A group's part of a transposed a, and from one line to the next; the same of its sums. */
  readonly group: number;
  readonly groupLine: number;
  readonly sums: number;
  readonly sumLine: number;
}

export function strassenBytes({ transposeA, transposeB }: Product, plan: StrassenPlan): StrassenBytes {
  const { pieceRows, pieceVectors, pieceDepth, restVectors } = plan;
  const sumLine = 16 * (PIECES * pieceVectors + restVectors);
  const groupLine = 4 * PIECES * pieceRows;
  return {
    right: 16 * pieceVectors * pieceDepth,
    left: 16 * Math.ceil(pieceRows / 4) * pieceDepth,
    product: 16 * pieceVectors * pieceRows,
    rest: 16 * restVectors * PIECES * pieceDepth,
    transposed: transposeB ? 16 * PIECES * pieceVectors * PIECES * pieceDepth : 0,
    // The last vector of a piece may reach past the last line.
    group: transposeA ? groupLine * PIECES * pieceDepth + 16 : 0,
    groupLine,
    sums: sumLine * PIECES * pieceRows,
    sumLine,
  };
}

/** Bytes of scratch memory: what the threads share, and what each has for itself. */
export function strassenScratch(product: Product, plan: StrassenPlan) {
  const bytes = strassenBytes(product, plan);
  return {
    shared: PRODUCTS * bytes.right + bytes.rest + bytes.transposed,
    perThread: LEVEL_PRODUCTS * (bytes.left + bytes.product) + bytes.sums + bytes.group,
  };
}

/** Where the operands lie, whether c holds something that the product is to be added to, and who deals its groups. */
export interface StrassenRun {
  readonly a: Local<I32>;
  readonly b: Local<I32>;
  readonly c: Local<I32>;
  readonly bias: Local<I32>;
  readonly scratch: Local<I32>;
  readonly addsToC: boolean;
  readonly deal: Deal;
}

/** One block of b, for all parts of the code. Places are named as their sizes in `StrassenBytes`. */
export interface StrassenBlock extends Omit<StrassenRun, 'scratch'> {
  readonly product: Product;
  readonly plan: StrassenPlan;
  readonly bytes: StrassenBytes;
  /** The block's first column, where it begins in the depth, and how deep its pieces are. */
  readonly firstColumn: Local<I32>;
  readonly start: Local<I32>;
  readonly depth: Local<I32>;
  /** 1 in the last block of columns, with which the columns left over come. */
  readonly hasRest: Local<I32>;
  readonly right: Local<I32>;
  readonly rest: Local<I32>;
  readonly transposed: Local<I32>;
  readonly left: Local<I32>;
  readonly products: Local<I32>;
  readonly sums: Local<I32>;
  readonly group: Local<I32>;
}

/** Panels of the vectors of a piece. */
export function panelsOf({ pieceVectors, tile }: StrassenPlan): Tiling[] {
  return tilings(pieceVectors, tile.vectors);
}
