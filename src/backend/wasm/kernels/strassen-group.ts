import type { I32, Local } from '../assembler/index.js';
import type { KernelBuilder } from '../kernel-builder.js';
import { strassen } from './strassen-algorithm.js';
import { LEVEL_PRODUCTS, panelsOf, type StrassenBlock } from './strassen-block.js';
import { PIECES } from './strassen-plan.js';
import { copyLines, packFactors, spreadProducts } from './strassen-sums.js';
import { addTileProduct, zeroSums } from './tile-product.js';
import { tilings } from './tiling.js';

/** A group's part of a: where it begins, and from one row and from one step of the depth to the next, in bytes. */
export interface GroupPart {
  readonly pointer: Local<I32>;
  readonly rowStep: number;
  readonly depthStep: number;
}

/** A group's part of a in this block. A transposed one is copied: it is read several times, and its lines lie far apart. */
export function groupPart(k: KernelBuilder, block: StrassenBlock, firstRow: Local<I32>): GroupPart {
  const { strides, transposeA } = block.product;
  if (!transposeA) {
    const pointer = k.int(block.a.add(firstRow.mul(strides.a).add(block.start).mul(4)));
    return { pointer, rowStep: 4 * strides.a, depthStep: 4 };
  }
  const { groupLine } = block.bytes;
  copyLines(k, block.group, block.a.add(block.start.mul(strides.a).add(firstRow).mul(4)), {
    ...{ lines: k.int(block.depth.mul(PIECES)), vectors: groupLine / 16, lineBytes: 4 * strides.a },
    ...{ toLineBytes: groupLine, toVectorBytes: 16 },
  });
  return { pointer: block.group, rowStep: 4, depthStep: groupLine };
}

/** A group's sums over the block: its rows of a times the block of b. */
export function multiplyGroup(k: KernelBuilder, block: StrassenBlock, part: GroupPart): void {
  const right = k.int(block.right);
  k.for(0, strassen.length, 1, (number) => {
    packLeft(k, block, part, number);
    multiplyFactors(k, block, right);
    addProducts(k, block, number);
  });
}

/**
 * Packs the left factors of outer product `number`. A factor lies in rows, or where a is transposed in strips of four rows, each with the
 * four elements of a step next to each other.
 */
function packLeft(k: KernelBuilder, block: StrassenBlock, part: GroupPart, number: Local<I32>): void {
  const { pieceRows, pieceDepth } = block.plan;
  const columnsOfPieces = Array.from({ length: PIECES }, (_, i) =>
    k.int(part.pointer.add(block.depth.mul(i * part.depthStep))),
  );
  const rowBytes = pieceRows * part.rowStep;
  const walk = block.product.transposeA
    ? {
        ...{ lines: block.depth, vectors: Math.ceil(pieceRows / 4), lineBytes: part.depthStep },
        ...{ toLineBytes: 16, toVectorBytes: 16 * pieceDepth },
      }
    : {
        ...{ lines: pieceRows, vectors: k.int(block.depth.shiftRightUnsigned(2)), lineBytes: part.rowStep },
        ...{ toLineBytes: 4 * pieceDepth, toVectorBytes: 16 },
      };
  strassen.forEach((outer, o) =>
    k.if(number.equal(o), () =>
      packFactors(k, {
        outer: outer.left,
        inner: strassen.map((inner) => inner.left),
        pieceAt: (row, column) => ({ pointer: columnsOfPieces[column], offset: row * rowBytes }),
        ...{ walk, to: block.left, factorBytes: block.bytes.left },
      }),
    ),
  );
}

/** The seven products of an outer one: left factors times right factors. `right` moves on to the next seven. */
function multiplyFactors(k: KernelBuilder, block: StrassenBlock, right: Local<I32>): void {
  const { pieceRows, pieceVectors, pieceDepth, tile } = block.plan;
  const { bytes } = block;
  const [left, product] = [k.int(block.left), k.int(block.products)];
  k.times(LEVEL_PRODUCTS, () => {
    for (const panels of panelsOf(block.plan)) {
      k.for(0, panels.count, 1, (panel) => {
        const vector = k.int(panel.mul(panels.size).add(panels.from));
        const bPointer = k.int(right.add(vector.mul(16 * pieceDepth)));
        for (const rows of tilings(pieceRows, tile.rows)) {
          k.for(0, rows.count, 1, (place) => {
            const row = k.int(place.mul(rows.size).add(rows.from));
            const to = k.int(product.add(row.mul(pieceVectors).add(vector).mul(16)));
            const sums = zeroSums(k, rows.size, panels.size);
            const operands = { ...leftRows(k, block, left, row, rows.size), bPointer, bStep: 16 * panels.size };
            addTileProduct(k, sums, operands, block.depth);
            sums.forEach((line, r) => line.forEach((sum, v) => k.store(to, sum, 16 * (pieceVectors * r + v))));
          });
        }
      });
    }
    k.increase(left, bytes.left);
    k.increase(right, bytes.right);
    k.increase(product, bytes.product);
  });
}

/** Where a tile's rows lie in a left factor. */
function leftRows(
  k: KernelBuilder,
  { product, plan }: StrassenBlock,
  left: Local<I32>,
  row: Local<I32>,
  count: number,
) {
  if (!product.transposeA) {
    const rowBytes = 4 * plan.pieceDepth;
    const pointer = k.int(left.add(row.mul(rowBytes)));
    return { rowPointer: () => pointer, rowOffset: (r: number) => rowBytes * r, aStep: 4 };
  }
  const at = (r: number) => {
    const place = row.add(r);
    const strip = place.shiftRightUnsigned(2).mul(16 * plan.pieceDepth);
    return k.int(left.add(strip).add(place.and(3).mul(4)));
  };
  // Tiles of 2 and 4 rows are within one strip, others may cross from one into the next.
  if (4 % count === 0) {
    const pointer = at(0);
    return { rowPointer: () => pointer, rowOffset: (r: number) => 4 * r, aStep: 16 };
  }
  const pointers = Array.from({ length: count }, (_, r) => at(r));
  return { rowPointer: (r: number) => pointers[r], rowOffset: () => 0, aStep: 16 };
}

/** Adds the products of outer product `number` to the group's sums. */
function addProducts(k: KernelBuilder, { plan, bytes, products, sums }: StrassenBlock, number: Local<I32>): void {
  const { pieceRows, pieceVectors } = plan;
  const begun = new Set<string>();
  strassen.forEach((outer, o) => {
    k.if(number.equal(o), () =>
      spreadProducts(k, {
        outer: outer.result,
        inner: strassen.map((inner) => inner.result),
        isFirst: (row, column) => !begun.has(`${row} ${column}`),
        ...{ products, productBytes: bytes.product, to: sums },
        offsetOf: (row, column) => row * pieceRows * bytes.sumLine + 16 * column * pieceVectors,
        walk: {
          ...{ lines: pieceRows, vectors: pieceVectors, lineBytes: 16 * pieceVectors },
          ...{ toLineBytes: bytes.sumLine, toVectorBytes: 16 },
        },
      }),
    );
    outer.result.forEach((line, row) => line.forEach((sign, column) => sign && begun.add(`${row} ${column}`)));
  });
}
