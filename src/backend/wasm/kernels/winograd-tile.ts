import { F32x4, type I32, type Local } from '../assembler/index.js';
import type { KernelBuilder } from '../kernel-builder.js';
import type { LinearMap } from './linear-map.js';

/** Y = M X Mt for X of `size` x `size`, each element a vector of channels: element (i, j) is at `from` + i rowBytes + j columnBytes. */
export interface TileTransform {
  readonly map: LinearMap;
  readonly size: number;
  readonly from: Local<I32>;
  readonly rowBytes: number;
  readonly columnBytes: number;
  /** Where Y goes, row by row: `storeRow` gets the address of each, toRowBytes apart. */
  readonly to: Local<I32>;
  readonly toRowBytes: number;
  /** Rows of Y that are wanted, at least one. */
  readonly rows: number | Local<I32>;
  readonly storeRow: (at: Local<I32>, row: readonly Local<F32x4>[]) => void;
  /** Memory for M X, 16 bytes for each of its elements. */
  readonly half: Local<I32>;
}

/**
 * First the columns, to memory, then the rows: a tile has more elements than there are registers. The loops stay loops, since V8 would
 * move the loads of straight code to its front, and then keep them in memory for want of registers.
 */
export function transformTile(k: KernelBuilder, { map, size, half, rows, storeRow, ...tile }: TileTransform): void {
  const source = k.int(tile.from);
  const column = k.int(half);
  k.times(size, () => {
    const x = Array.from({ length: size }, (_, i) => k.floats(F32x4.load(source, i * tile.rowBytes)));
    map(x).forEach((value, i) => k.store(column, value, 16 * size * i));
    k.increase(source, tile.columnBytes);
    k.increase(column, 16);
  });
  const row = k.int(half);
  const target = k.int(tile.to);
  const left = k.int(rows);
  k.doWhile(
    () => {
      const x = Array.from({ length: size }, (_, j) => k.floats(F32x4.load(row, 16 * j)));
      storeRow(target, map(x));
      k.increase(row, 16 * size);
      k.increase(target, tile.toRowBytes);
      k.increase(left, -1);
    },
    () => left,
  );
}
