import { createWasmBackend, tensor } from 'handgrad';
import { expectClose, randomTensor, type Check } from '../check.js';
import type * as Exercises from './exercises.js';

/** The loads of a tiled product, counted one by one. */
function countLoads(m: number, n: number, k: number, rows: number, columns: number): number {
  let loads = 0;
  for (let row = 0; row < m; row += rows) {
    for (let column = 0; column < n; column += columns) {
      for (let step = 0; step < k; step++) loads += Math.min(rows, m - row) + Math.min(columns, n - column);
    }
  }
  return loads;
}

export const checks: Check<typeof Exercises>[] = [
  {
    title: 'the loads of a tiled product',
    async check({ tileLoads }) {
      for (const [m, n, k, rows, columns] of [
        [8, 8, 8, 1, 1],
        [16, 24, 5, 4, 8],
        [10, 9, 7, 4, 8],
        [3, 50, 20, 6, 4],
      ]) {
        const what = `the loads of ${m} x ${k} by ${k} x ${n} in tiles of ${rows} x ${columns}`;
        await expectClose(what, tileLoads(m, n, k, rows, columns), countLoads(m, n, k, rows, columns));
      }
    },
  },
  {
    title: 'a product that reads little',
    async check({ tiledProduct }) {
      for (const [n, tile] of [
        [6, 1],
        [8, 4],
        [12, 6],
      ]) {
        const [a, b] = [randomTensor([n, n], 1), randomTensor([n, n], 2)];
        const [ofA, ofB] = [await a.data(), await b.data()];
        let reads = 0;
        const reader = (values: ArrayLike<number>) => (row: number, column: number) => {
          reads++;
          return values[row * n + column];
        };
        const own = tiledProduct(reader(ofA), reader(ofB), n, tile);
        await expectClose(`the product for n = ${n}, tile = ${tile}`, own, a.matmul(b).reshape([n * n]));
        const most = (2 * n ** 3) / tile;
        if (reads > most) throw new Error(`n = ${n}, tile = ${tile}: expected at most ${most} reads, found ${reads}`);
      }
    },
  },
  {
    title: 'the bits of a float32 product',
    async check({ float32Product }) {
      const backend = await createWasmBackend({ threads: 1, relaxedSimd: false });
      for (const [m, n, k] of [
        [4, 8, 10],
        [7, 13, 100],
      ]) {
        const [a, b] = [randomTensor([m, k], 1), randomTensor([k, n], 2)].map((x) => x.data());
        const [ofA, ofB] = [Float32Array.from(await a), Float32Array.from(await b)];
        const left = tensor(ofA, { shape: [m, k], backend });
        const right = tensor(ofB, { shape: [k, n], backend });
        const expected = Array.from(await left.matmul(right).data());
        const own = float32Product(ofA, ofB, m, n, k);
        const what = `${m} x ${k} by ${k} x ${n}, to the bit`;
        await expectClose(what, own instanceof Float32Array ? Array.from(own) : own, expected, 0);
      }
      backend.destroy();
    },
  },
];
