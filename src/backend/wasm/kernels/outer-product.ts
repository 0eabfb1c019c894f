import { F32x4, I32 } from '../assembler/index.js';
import type { KernelBuilder } from '../kernel-builder.js';
import type { Product, ProductRun } from './product.js';
import { multiplyAdd } from './tile-product.js';

/** Vectors to a turn of the loop: a cache line. */
const VECTORS_PER_TURN = 4;

/** Whether a product has a depth of one, as the gradient of a dense layer's weights has with a batch of one. */
export function isOuterProduct({ k, hasBias, activation }: Product): boolean {
  return k === 1 && !hasBias && activation === 'linear';
}

/**
 * Writes c[i, j] = a[i] b[j], row after row from front to back: the whole work is to store c. (Transposed or not, a and b lie the same.)
 * Threads share rows.
 */
export function writeOuterProduct(k: KernelBuilder, { m, n }: Product, run: ProductRun): void {
  const begin = k.int(run.thread.mul(m).divUnsigned(run.threads));
  const end = k.int(run.thread.add(1).mul(m).divUnsigned(run.threads));
  const c = k.int(run.c.add(begin.mul(4 * n)));
  const b = k.int(run.b);
  const wholeTurns = Math.floor(n / (4 * VECTORS_PER_TURN));
  k.for(begin, end, 1, (row) => {
    const element = k.floats(F32x4.loadSplat(run.a.add(row.mul(4))));
    // 0 + a b, as every other product adds its terms to 0: -0 never comes out.
    const product = (v: number) => multiplyAdd(k.hasRelaxedSimd, element, F32x4.load(b, 16 * v), F32x4.of(0));
    k.set<I32>(b, run.b);
    if (wholeTurns > 0) {
      k.times(wholeTurns, () => {
        for (let v = 0; v < VECTORS_PER_TURN; v++) k.store(c, product(v), 16 * v);
        k.increase(b, 16 * VECTORS_PER_TURN);
        k.increase(c, 16 * VECTORS_PER_TURN);
      });
    }
    const left = n - 4 * VECTORS_PER_TURN * wholeTurns;
    for (let v = 0; 4 * v < left; v++) k.storeLanes(c, product(v), Math.min(4, left - 4 * v), 16 * v);
    k.increase(c, 4 * left);
  });
}
