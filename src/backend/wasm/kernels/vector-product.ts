import { F32x4, I32 } from '../assembler/index.js';
import type { KernelBuilder } from '../kernel-builder.js';
import { applyActivation } from './fused-activation.js';
import type { Product, ProductRun } from './product.js';
import { multiplyAdd } from './tile-product.js';

/** Rows of b that a pass takes together: four times fewer loads and stores of the sums, and no more streams than a processor follows. */
const ROWS_PER_PASS = 4;
/** Threads share columns in cache lines. */
const COLUMNS_PER_UNIT = 16;
/** The tile of one row (product-plan.ts) has so many vectors; fewer are read once, and need no pass after pass. */
const VECTORS_OF_A_TILE = 7;

/** Whether a product is one of a vector and a matrix that is wide and lies row by row. */
export function isVectorProduct({ m, n, transposeB }: Product): boolean {
  return m === 1 && !transposeB && n > 4 * VECTORS_OF_A_TILE;
}

/** Bytes for the sums. */
export function vectorProductBytes({ n }: Product): number {
  return 64 * Math.ceil(n / COLUMNS_PER_UNIT);
}

/**
 * Writes c = activation(a b + bias) for a of [1, k], b of [k, n]: every row of b, times its element of a, is added to the sums.
 *
 * There is an addition for each element of b, so what counts is how b is read: from front to back, a few rows at a time, as caches
 * fetch ahead. (A tile of registers would read a narrow strip of all rows, then the next: a third of the speed for 784 x 1000.) The sums
 * stay in the first cache. A sum's terms are added in the order of the rows.
 */
export function writeVectorProduct(k: KernelBuilder, product: Product, sums: I32, run: ProductRun): void {
  const { n, k: depth } = product;
  const units = Math.ceil(n / COLUMNS_PER_UNIT);
  const bytes = 4 * COLUMNS_PER_UNIT;
  const begin = k.int(run.thread.mul(units).divUnsigned(run.threads).mul(bytes));
  const end = k.int(
    run.thread
      .add(1)
      .mul(units)
      .divUnsigned(run.threads)
      .mul(bytes)
      .min(4 * n),
  );
  const b = k.int(run.b);
  const a = k.int(run.a);
  const total = k.int(sums);
  const offset = k.int(begin);
  const forEachVectorOfColumns = (body: () => void) => {
    k.set<I32>(offset, begin);
    k.while(offset.less(end), () => {
      body();
      k.increase(offset, 16);
    });
  };
  const addRows = (rows: number) => {
    const elements = Array.from({ length: rows }, (_, row) => k.floats(F32x4.loadSplat(a, 4 * row)));
    forEachVectorOfColumns(() => {
      const at = k.int(b.add(offset));
      const sum = k.floats(F32x4.load(total.add(offset)));
      elements.forEach((element, row) => {
        k.set<F32x4>(sum, multiplyAdd(k.hasRelaxedSimd, element, F32x4.load(at, 4 * n * row), sum));
      });
      k.store(total.add(offset), sum);
    });
  };
  forEachVectorOfColumns(() => k.store(total.add(offset), F32x4.of(0)));
  const passes = Math.floor(depth / ROWS_PER_PASS);
  if (passes > 0) {
    k.times(passes, () => {
      addRows(ROWS_PER_PASS);
      k.increase(a, 4 * ROWS_PER_PASS);
      k.increase(b, 4 * n * ROWS_PER_PASS);
    });
  }
  if (depth % ROWS_PER_PASS > 0) addRows(depth % ROWS_PER_PASS);
  finish(k, product, run, { total, offset, forEachVectorOfColumns });
}

function finish(
  k: KernelBuilder,
  { n, hasBias, activation }: Product,
  { c, bias }: ProductRun,
  {
    total,
    offset,
    forEachVectorOfColumns,
  }: { readonly total: I32; readonly offset: I32; readonly forEachVectorOfColumns: (body: () => void) => void },
): void {
  forEachVectorOfColumns(() => {
    const sum = F32x4.load(total.add(offset));
    const y = k.floats(hasBias ? sum.add(F32x4.load(bias.add(offset))) : sum);
    const result = k.floats(applyActivation(k, activation, y));
    const store = (lanes: number) => k.storeLanes(c.add(offset), result, lanes);
    if (n % 4 === 0) return store(4);
    k.if(
      offset.less(4 * (n - (n % 4))),
      () => store(4),
      () => store(n % 4),
    );
  });
}
