import type { GpuJsRows } from './gpujs-package.js';

/** Copies a kernel's result, row after row, into `target` from `at` on. Returns the index after the last element. */
export function copyRows(rows: GpuJsRows, target: Float32Array, at = 0): number {
  if (rows instanceof Float32Array) {
    target.set(rows, at);
    return at + rows.length;
  }
  for (const row of rows) at = copyRows(row, target, at);
  return at;
}
