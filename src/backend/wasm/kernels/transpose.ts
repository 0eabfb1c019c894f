import type { F32x4, FunctionBuilder, Local } from '../assembler/index.js';

/** Four vectors, or four columns of them. */
export type FourVectors = [Local<F32x4>, Local<F32x4>, Local<F32x4>, Local<F32x4>];

/** The 4 x 4 matrix with the given rows (locals), transposed: eight shuffles. */
export function transpose(k: FunctionBuilder, [a, b, c, d]: FourVectors): FourVectors {
  const lowAB = k.floats(a.shuffle(b, [0, 4, 1, 5]));
  const highAB = k.floats(a.shuffle(b, [2, 6, 3, 7]));
  const lowCD = k.floats(c.shuffle(d, [0, 4, 1, 5]));
  const highCD = k.floats(c.shuffle(d, [2, 6, 3, 7]));
  return [
    k.floats(lowAB.shuffle(lowCD, [0, 1, 4, 5])),
    k.floats(lowAB.shuffle(lowCD, [2, 3, 6, 7])),
    k.floats(highAB.shuffle(highCD, [0, 1, 4, 5])),
    k.floats(highAB.shuffle(highCD, [2, 3, 6, 7])),
  ];
}
