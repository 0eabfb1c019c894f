/** The exercises of lesson 7: copy this file, fill in the three functions, and check them: npm run lesson 7 -- --check my.ts */
import type { Tensor } from 'handgrad';

/**
 * Exercise 1: the gradient of the kernel, along one line, without padding.
 *
 *   y[p] = sum over k of x[p stride + k] w[k]
 *
 * x: H pixels; dy: dL/dy, P numbers. Returns dL/dw: as many numbers as there are weights, K.
 * Plain loops will do.
 */
export function kernelGradient(_x: number[], _dy: number[], _stride: number, _kernelSize: number): number[] {
  throw new Error('exercise 1: not written yet');
}

/**
 * Exercise 2: the gradient of the input for stride 1 and no padding, with `ops.conv2d` and nothing else of convolutions.
 *
 * dy: [N, P, Q, O]; w: [KH, KW, C, O]. Returns dL/dx: [N, P + KH - 1, Q + KW - 1, C].
 * To turn an axis round, gather its places in reverse: `w.gather(tensor([2, 1, 0], { dtype: 'int32' }), { axis: 0 })`.
 */
export function inputGradient(_dy: Tensor, _w: Tensor): Tensor {
  throw new Error('exercise 2: not written yet');
}

/**
 * Exercise 3: stride - 1 zeros between neighbouring rows and columns, none around.
 *
 * dy: [N, P, Q, O]. Returns [N, (P - 1) stride + 1, (Q - 1) stride + 1, O].
 * `reshape`, `pad` and `slice` are enough.
 */
export function dilate(_dy: Tensor, _stride: number): Tensor {
  throw new Error('exercise 3: not written yet');
}
