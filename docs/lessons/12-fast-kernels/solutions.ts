import type { Read } from './exercises.js';

/** Every row of A is needed by each of the tile columns, every column of B by each of the tile rows, whatever their sizes. */
export function tileLoads(m: number, n: number, k: number, rows: number, columns: number): number {
  return k * (m * Math.ceil(n / columns) + n * Math.ceil(m / rows));
}

export function tiledProduct(a: Read, b: Read, n: number, tile: number): number[] {
  const c = new Array<number>(n * n).fill(0);
  const within = [...Array(tile).keys()];
  for (let row = 0; row < n; row += tile) {
    for (let column = 0; column < n; column += tile) {
      for (let k = 0; k < n; k++) {
        const ofA = within.map((i) => a(row + i, k));
        const ofB = within.map((j) => b(k, column + j));
        within.forEach((i) => within.forEach((j) => (c[(row + i) * n + column + j] += ofA[i] * ofB[j])));
      }
    }
  }
  return c;
}

export function float32Product(a: Float32Array, b: Float32Array, m: number, n: number, k: number): Float32Array {
  return Float32Array.from({ length: m * n }, (_, at) => {
    const [i, j] = [Math.floor(at / n), at % n];
    let sum = 0;
    for (let l = 0; l < k; l++) sum = Math.fround(sum + Math.fround(a[i * k + l] * b[l * n + j]));
    return sum;
  });
}
