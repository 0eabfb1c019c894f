import type { KernelBuilder } from '../kernel-builder.js';
import { packTransposed } from './pack.js';
import { strassen } from './strassen-algorithm.js';
import { LEVEL_PRODUCTS, panelsOf, type StrassenBlock } from './strassen-block.js';
import { PIECES } from './strassen-plan.js';
import { packFactors } from './strassen-sums.js';

/** Copies a block of a transposed b panel by panel, so that its rows lie one behind the other. Threads share the panels. */
export function transposeBlock(k: KernelBuilder, block: StrassenBlock): void {
  const { pieceVectors, pieceDepth } = block.plan;
  const { strides } = block.product;
  const rows = k.int(block.depth.mul(PIECES));
  for (const { from, size, count } of panelsOf(block.plan)) {
    const { begin, end } = k.share(PIECES * count);
    k.for(begin, end, 1, (number) => {
      const piece = k.int(number.divUnsigned(count));
      const panel = number.sub(piece.mul(count));
      const vector = k.int(piece.mul(pieceVectors).add(panel.mul(size)).add(from));
      const source = block.b.add(block.firstColumn.add(vector.mul(4)).mul(strides.b).add(block.start).mul(4));
      const to = block.transposed.add(vector.mul(16 * PIECES * pieceDepth));
      packTransposed(k, to, source, { columns: 4 * size, columnBytes: 4 * strides.b, rows });
    });
  }
}

/** Packs the right factors of all products, in panels. Threads share the depth. */
export function packRight(k: KernelBuilder, block: StrassenBlock): void {
  const { pieceVectors, pieceDepth } = block.plan;
  const { strides, transposeB } = block.product;
  const { begin, end } = k.share(block.depth);
  const lines = k.int(end.sub(begin));
  for (const { from, size, count } of panelsOf(block.plan)) {
    // A block that lay transposed is in panels now.
    const lineBytes = transposeB ? 16 * size : 4 * strides.b;
    const pieceBytes = transposeB ? 16 * pieceVectors * PIECES * pieceDepth : 16 * pieceVectors;
    k.for(0, count, 1, (panel) => {
      const vector = k.int(panel.mul(size).add(from));
      const panelStart = transposeB
        ? block.transposed.add(vector.mul(16 * PIECES * pieceDepth))
        : block.b.add(block.start.mul(strides.b).add(block.firstColumn).add(vector.mul(4)).mul(4));
      const first = k.int(panelStart.add(begin.mul(lineBytes)));
      const rowsOfPieces = Array.from({ length: PIECES }, (_, i) => k.int(first.add(block.depth.mul(i * lineBytes))));
      const to = k.int(block.right.add(vector.mul(16 * pieceDepth)).add(begin.mul(16 * size)));
      for (const outer of strassen) {
        packFactors(k, {
          outer: outer.right,
          inner: strassen.map((inner) => inner.right),
          pieceAt: (row, column) => ({ pointer: rowsOfPieces[row], offset: column * pieceBytes }),
          walk: { lines, vectors: size, lineBytes, toLineBytes: 16 * size, toVectorBytes: 16 },
          to,
          factorBytes: block.bytes.right,
        });
        k.increase(to, LEVEL_PRODUCTS * block.bytes.right);
      }
    });
  }
}
