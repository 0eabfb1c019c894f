import type { Tensor } from 'handgrad';

/**
 * Exercise 1. How many input pixels, along one axis, one output of a stack of layers depends on. Each layer, the first one first, is a
 * convolution or a pooling whose window reads `window` neighbouring numbers and moves by `stride`. Without layers it is 1.
 */
export function receptiveField(_layers: readonly { readonly window: number; readonly stride: number }[]): number {
  throw new Error('exercise 1: not written yet');
}

/**
 * Exercise 2. The gradient of the input of max pooling: square windows, `window` pixels apart, no padding; rows and columns
 * that no window reads get 0. Of equal pixels the first, row by row, is the maximum.
 *
 * x: rows of pixels; dy: rows of dL/dy, one for each window. Returns rows as x has them.
 */
export function maxPoolGradient(_x: number[][], _dy: number[][], _window: number): number[][] {
  throw new Error('exercise 2: not written yet');
}

/**
 * Exercise 3. Average pooling (square windows that tile the image, no padding) with `ops.conv2d` and no pooling. Channels must not mix.
 *
 * x: [N, H, W, C], float64. Returns [N, floor(H / window), floor(W / window), C].
 */
export function averagePool(_x: Tensor, _window: number): Tensor {
  throw new Error('exercise 3: not written yet');
}
