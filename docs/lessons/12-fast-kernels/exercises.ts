/**
 * Exercise 1. How many numbers of A (m x k) and B (k x n) a product loads that computes C tile by tile: for each tile of `rows` x
 * `columns` sums, and each step of k, one number of A for each row of the tile and one of B for each column. Tiles at the lower and at the
 * right edge are smaller where the sizes do not divide.
 */
export function tileLoads(_m: number, _n: number, _k: number, _rows: number, _columns: number): number {
  throw new Error('exercise 1: not written yet');
}

/** Reads one number of a matrix, and is counted. */
export type Read = (row: number, column: number) => number;

/**
 * Exercise 2. C = A B of n x n matrices, row by row in one array, with at most 2 n^3 / tile calls of `a` and `b` together. `tile` divides n.
 */
export function tiledProduct(_a: Read, _b: Read, _n: number, _tile: number): number[] {
  throw new Error('exercise 2: not written yet');
}

/**
 * Exercise 3. The bits of the backend `wasm` without fused multiply-add: C = A B with every product and every sum rounded to float32
 * (Math.fround), each sum in the order of k, from 0 on. a: m x k, b: k x n, row by row. Returns m x n numbers.
 */
export function float32Product(_a: Float32Array, _b: Float32Array, _m: number, _n: number, _k: number): Float32Array {
  throw new Error('exercise 3: not written yet');
}
