import type { TypedArray } from '../../tensor/dtype.js';
import type { KernelTable } from '../backend.js';
import type { ReduceFunction } from '../kernels.js';
import { exceeds } from './nan-aware-order.js';
import { integersOf, valuesOf } from './reference-buffer.js';

/** y[o, i] = f over l of x[o, l, i]. Sums are kept in double precision and rounded once; NaN makes a maximum or minimum NaN. */
export const reduce: KernelTable['reduce'] = ([x], [y], { function: f, outer, length, inner }) => {
  const from = valuesOf(x);
  const to = valuesOf(y);
  const result = new Float64Array(inner);
  for (let o = 0; o < outer; o++) {
    result.fill(f === 'max' ? -Infinity : f === 'min' ? Infinity : 0);
    for (let l = 0; l < length; l++) foldRow(f, result, from, (o * length + l) * inner);
    for (let i = 0; i < inner; i++) to[o * inner + i] = f === 'mean' ? result[i] / length : result[i];
  }
};

function foldRow(f: ReduceFunction, result: Float64Array, x: TypedArray, at: number): void {
  switch (f) {
    case 'sum':
    case 'mean':
      for (let i = 0; i < result.length; i++) result[i] += x[at + i];
      break;
    case 'max':
      for (let i = 0; i < result.length; i++) result[i] = Math.max(result[i], x[at + i]);
      break;
    case 'min':
      for (let i = 0; i < result.length; i++) result[i] = Math.min(result[i], x[at + i]);
      break;
  }
}

/** indices[o, i] = the first l at which x[o, l, i] is largest; NaN counts as largest of all. */
export const argMax: KernelTable['argMax'] = ([x], [indices], { outer, length, inner }) => {
  const from = valuesOf(x);
  const to = integersOf(indices);
  for (let o = 0; o < outer; o++) {
    for (let i = 0; i < inner; i++) {
      const first = o * length * inner + i;
      let largest = 0;
      for (let l = 1; l < length; l++) {
        if (exceeds(from[first + l * inner], from[first + largest * inner])) largest = l;
      }
      to[o * inner + i] = largest;
    }
  }
};
