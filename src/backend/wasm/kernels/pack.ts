import { F32, F32x4, type I32, type FunctionBuilder, type Local } from '../assembler/index.js';

/**
 * Copies columns of a row-major matrix next to each other, so that a tile's loop reads memory straight on:
 * to[row][0..4 vectors) = from[row][0..4 vectors), rows `rowBytes` apart in `from`.
 *
 * The last vector may reach past the matrix' row: those columns of the panel hold anything.
 */
export function packColumns(
  k: FunctionBuilder,
  to: I32,
  from: I32,
  { vectors, rowBytes, rows }: { vectors: number; rowBytes: number; rows: I32 | number },
): void {
  const source = k.int(from);
  const target = k.int(to);
  k.for(0, rows, 1, () => {
    for (let v = 0; v < vectors; v++) k.store(target, F32x4.load(source, 16 * v), 16 * v);
    k.increase(source, rowBytes);
    k.increase(target, 16 * vectors);
  });
}

/**
 * The same of a matrix that lies transposed: to[row][column] = from[column][row], columns `columnBytes` apart in `from`, of which
 * `columns` exist (the panel's other columns repeat the last one). Blocks of 4 x 4 are transposed by shuffles.
 */
export function packTransposed(
  k: FunctionBuilder,
  to: I32,
  from: I32,
  { columns, columnBytes, rows }: { columns: number; columnBytes: number; rows: I32 | number },
): void {
  const vectors = Math.ceil(columns / 4);
  const source = k.int(from);
  const target = k.int(to);
  const left = k.int(rows);
  const offsetOf = (column: number) => Math.min(column, columns - 1) * columnBytes;
  k.while(left.greaterEqual(4), () => {
    for (let v = 0; v < vectors; v++) {
      const block = [0, 1, 2, 3].map((c) => k.floats(F32x4.load(source, offsetOf(4 * v + c))));
      transpose4(k, block).forEach((row, r) => k.store(target, row, 16 * (vectors * r + v)));
    }
    k.increase(source, 16);
    k.increase(target, 64 * vectors);
    k.increase(left, -4);
  });
  k.while(left, () => {
    for (let c = 0; c < 4 * vectors; c++) k.store(target, F32.load(source, offsetOf(c)), 4 * c);
    k.increase(source, 4);
    k.increase(target, 16 * vectors);
    k.increase(left, -1);
  });
}

/** The rows of a 4 x 4 matrix whose columns are given. */
export function transpose4(k: FunctionBuilder, columns: readonly Local<F32x4>[]): F32x4[] {
  const [a, b, c, d] = columns;
  const low = [k.floats(a.shuffle(b, [0, 4, 1, 5])), k.floats(c.shuffle(d, [0, 4, 1, 5]))];
  const high = [k.floats(a.shuffle(b, [2, 6, 3, 7])), k.floats(c.shuffle(d, [2, 6, 3, 7]))];
  return [low, high].flatMap(([ab, cd]) => [ab.shuffle(cd, [0, 1, 4, 5]), ab.shuffle(cd, [2, 3, 6, 7])]);
}
