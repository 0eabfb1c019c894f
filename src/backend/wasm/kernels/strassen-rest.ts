import { F32x4, type I32, type Local } from '../assembler/index.js';
import type { KernelBuilder } from '../kernel-builder.js';
import { packColumns, packTransposed } from './pack.js';
import type { StrassenBlock } from './strassen-block.js';
import type { GroupPart } from './strassen-group.js';
import { PIECES, type StrassenPlan } from './strassen-plan.js';
import { addTileProduct, zeroSums } from './tile-product.js';
import { tilings, type Tiling } from './tiling.js';

// The columns that four pieces of whole vectors leave over are computed directly, group by group, while the group's part of a is in the cache.

function restPanels({ restVectors, restTile }: StrassenPlan): Tiling[] {
  return tilings(restVectors, restTile.vectors);
}

/** Packs the block's part of the columns left over, in panels. Threads share the depth. */
export function packRest(k: KernelBuilder, block: StrassenBlock): void {
  const { n, strides, transposeB } = block.product;
  const { pieceDepth, restVectors } = block.plan;
  const firstColumn = 4 * (Math.ceil(n / 4) - restVectors);
  const { begin, end } = k.share(block.depth.mul(PIECES), 4);
  const rows = k.int(end.sub(begin));
  const start = k.int(block.start.add(begin));
  for (const { from, size, count } of restPanels(block.plan)) {
    k.for(0, count, 1, (panel) => {
      const vector = k.int(panel.mul(size).add(from));
      const to = block.rest.add(vector.mul(16 * PIECES * pieceDepth)).add(begin.mul(16 * size));
      const column = vector.mul(4).add(firstColumn);
      if (!transposeB) {
        const source = block.b.add(start.mul(strides.b).add(column).mul(4));
        return packColumns(k, to, source, { vectors: size, rowBytes: 4 * strides.b, rows });
      }
      const source = block.b.add(column.mul(strides.b).add(start).mul(4));
      const pack = (columns: number) => packTransposed(k, to, source, { columns, columnBytes: 4 * strides.b, rows });
      const inLast = n - firstColumn - 4 * (from + size * (count - 1));
      if (inLast >= 4 * size) return pack(4 * size);
      k.if(
        panel.equal(count - 1),
        () => pack(inLast),
        () => pack(4 * size),
      );
    });
  }
}

/** A group's sums of the columns left over: one for each piece of the depth, as long as those of the other columns. */
export function multiplyRest(k: KernelBuilder, block: StrassenBlock, part: GroupPart): void {
  const { pieceRows, pieceDepth, restTile } = block.plan;
  for (const panels of restPanels(block.plan)) {
    k.for(0, panels.count, 1, (panel) => {
      const vector = k.int(panel.mul(panels.size).add(panels.from));
      k.for(0, PIECES, 1, (piece) => {
        const start = k.int(block.depth.mul(piece));
        const a = k.int(part.pointer.add(start.mul(part.depthStep)));
        const b = k.int(block.rest.add(vector.mul(16 * PIECES * pieceDepth)).add(start.mul(16 * panels.size)));
        for (const rows of tilings(PIECES * pieceRows, restTile.rows)) {
          k.for(0, rows.count, 1, (place) => {
            const row = k.int(place.mul(rows.size).add(rows.from));
            const aPointer = k.int(a.add(row.mul(part.rowStep)));
            addRestTile(k, block, part, { rows: rows.size, vectors: panels.size, row, vector, piece, aPointer, b });
          });
        }
      });
    });
  }
}

/** A tile of the columns left over, at `row` and `vector`, and one piece of the depth. */
interface RestTile {
  readonly rows: number;
  readonly vectors: number;
  readonly row: Local<I32>;
  readonly vector: Local<I32>;
  readonly piece: Local<I32>;
  readonly aPointer: Local<I32>;
  readonly b: Local<I32>;
}

function addRestTile(k: KernelBuilder, block: StrassenBlock, part: GroupPart, tile: RestTile): void {
  const { sumLine } = block.bytes;
  const place = tile.vector.add(PIECES * block.plan.pieceVectors);
  const to = k.int(block.sums.add(tile.row.mul(sumLine)).add(place.mul(16)));
  const sums = zeroSums(k, tile.rows, tile.vectors);
  const forEachSum = (visit: (sum: Local<F32x4>, offset: number) => void) =>
    sums.forEach((line, r) => line.forEach((sum, v) => visit(sum, sumLine * r + 16 * v)));
  const rowOffset = (r: number) => part.rowStep * r;
  const { aPointer, b: bPointer } = tile;
  const operands = { rowPointer: () => aPointer, rowOffset, aStep: part.depthStep, bPointer, bStep: 16 * tile.vectors };
  addTileProduct(k, sums, operands, block.depth);
  k.if(tile.piece, () => forEachSum((sum, offset) => k.set<F32x4>(sum, F32x4.load(to, offset).add(sum))));
  forEachSum((sum, offset) => k.store(to, sum, offset));
}
