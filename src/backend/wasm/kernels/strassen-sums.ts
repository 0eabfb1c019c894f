import { F32x4, type I32, type Local } from '../assembler/index.js';
import type { KernelBuilder } from '../kernel-builder.js';
import type { Signs } from './strassen-algorithm.js';

/** A run over `lines` lines of `vectors` vectors each: from one line to the next where they are read; lines and vectors where written. */
export interface Walk {
  readonly lines: I32 | number;
  readonly vectors: I32 | number;
  readonly lineBytes: number;
  readonly toLineBytes: number;
  readonly toVectorBytes: number;
}

/** What one product of the outer level needs of one side, for the seven products of the inner level in it. */
export interface FactorPacking {
  /** The sum of the outer level, and the seven of the inner one. */
  readonly outer: Signs;
  readonly inner: readonly Signs[];
  /** Where a piece begins: at a pointer, and a constant number of bytes on. */
  readonly pieceAt: (row: number, column: number) => { readonly pointer: Local<I32>; readonly offset: number };
  readonly walk: Walk;
  /** Factor f goes to `to` + f * factorBytes. */
  readonly to: Local<I32>;
  readonly factorBytes: number;
}

/** Packs factors: each the sum of inner quarters, which are sums of pieces, one of each outer quarter. No sum is written between the levels. */
export function packFactors(k: KernelBuilder, { outer, inner, pieceAt, walk, to, factorBytes }: FactorPacking): void {
  const pointers = new Map<Local<I32>, Local<I32>>();
  const ownPointer = (pointer: Local<I32>) => {
    if (!pointers.has(pointer)) pointers.set(pointer, k.int(pointer));
    return pointers.get(pointer)!;
  };
  const pieces = quarters((i, j) =>
    entriesOf(outer).map(({ row, column, sign }) => {
      const { pointer, offset } = pieceAt(2 * row + i, 2 * column + j);
      return { sign, pointer: ownPointer(pointer), offset };
    }),
  );
  const target = k.int(to);
  walkVectors(k, walk, [...pointers.values()], target, () => {
    const sums = quarters((i, j) =>
      k.floats(sumOf(pieces[i][j].map(({ sign, pointer, offset }) => ({ sign, value: F32x4.load(pointer, offset) })))),
    );
    inner.forEach((signs, f) => {
      const terms = entriesOf(signs).map(({ row, column, sign }) => ({ sign, value: sums[row][column] }));
      k.store(target, sumOf(terms), f * factorBytes);
    });
  });
}

/** Where the seven inner products of an outer one count. */
export interface ProductSpreading {
  readonly outer: Signs;
  readonly inner: readonly Signs[];
  /** Whether nothing has been written yet to the pieces of an outer quarter. */
  readonly isFirst: (row: number, column: number) => boolean;
  /** Product f lies at `products` + f * productBytes. */
  readonly products: Local<I32>;
  readonly productBytes: number;
  /** A piece of the sums begins at `to` + offsetOf(row, column). */
  readonly to: Local<I32>;
  readonly offsetOf: (row: number, column: number) => number;
  readonly walk: Walk;
}

/** Adds products to all pieces of the sums in which they count. */
export function spreadProducts(k: KernelBuilder, spreading: ProductSpreading): void {
  const { outer, inner, isFirst, products, productBytes, to, offsetOf, walk } = spreading;
  const from = k.int(products);
  const target = k.int(to);
  walkVectors(k, walk, [from], target, () => {
    const values = inner.map((_, f) => k.floats(F32x4.load(from, f * productBytes)));
    const results = quarters((i, j) => {
      const terms = inner.map((signs, f) => ({ sign: signs[i][j], value: values[f] }));
      return k.floats(sumOf(terms.filter(({ sign }) => sign !== 0)));
    });
    for (const { row, column, sign } of entriesOf(outer)) {
      results.forEach((line, i) =>
        line.forEach((result, j) => {
          const offset = offsetOf(2 * row + i, 2 * column + j);
          const before = F32x4.load(target, offset);
          const sum = isFirst(row, column)
            ? result
            : sumOf([
                { sign: 1, value: before },
                { sign, value: result },
              ]);
          k.store(target, sum, offset);
        }),
      );
    }
  });
}

/** Copies lines as they are. */
export function copyLines(k: KernelBuilder, to: I32, from: I32, walk: Walk): void {
  const [source, target] = [k.int(from), k.int(to)];
  walkVectors(k, walk, [source], target, () => k.store(target, F32x4.load(source)));
}

/** Visits all vectors of a walk, with the pointers and the target moved on. */
function walkVectors(
  k: KernelBuilder,
  { lines, vectors, lineBytes, toLineBytes, toVectorBytes }: Walk,
  pointers: readonly Local<I32>[],
  target: Local<I32>,
  visit: () => void,
): void {
  const restOf = (bytes: number, vectorBytes: number) =>
    typeof vectors === 'number' ? bytes - vectorBytes * vectors : k.int(vectors.mul(-vectorBytes).add(bytes));
  const [rest, toRest] = [restOf(lineBytes, 16), restOf(toLineBytes, toVectorBytes)];
  k.for(0, lines, 1, () => {
    k.for(0, vectors, 1, () => {
      visit();
      for (const pointer of pointers) k.increase(pointer, 16);
      k.increase(target, toVectorBytes);
    });
    for (const pointer of pointers) k.increase(pointer, rest);
    k.increase(target, toRest);
  });
}

function quarters<Q>(quarter: (row: number, column: number) => Q): Q[][] {
  return [0, 1].map((row) => [0, 1].map((column) => quarter(row, column)));
}

/** What takes part in a sum. */
function entriesOf(signs: Signs) {
  return signs.flatMap((line, row) => line.flatMap((sign, column) => (sign === 0 ? [] : [{ row, column, sign }])));
}

/** The sum of values with signs, of which one is positive. */
function sumOf(terms: readonly { readonly sign: number; readonly value: F32x4 }[]): F32x4 {
  const first = terms.findIndex(({ sign }) => sign > 0);
  return terms.reduce(
    (sum, { sign, value }, i) => (i === first ? sum : sign > 0 ? sum.add(value) : sum.sub(value)),
    terms[first].value,
  );
}
