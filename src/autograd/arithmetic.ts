import type { Shape } from '../tensor/shape.js';
import type { Tensor } from '../tensor/tensor.js';

/**
 * What the driver itself needs to combine gradients. These operations are defined a layer above, like all others, and handed
 * down here (src/ops/index.ts), so that gradients of gradients record them as well.
 */
export interface GradientArithmetic {
  /** a + b, of one shape. */
  add(a: Tensor, b: Tensor): Tensor;
  /** Sums away the axes along which a tensor of shape `shape` was broadcast. */
  sumTo(x: Tensor, shape: Shape): Tensor;
  /** A tensor of ones like x. */
  onesLike(x: Tensor): Tensor;
}

let provided: GradientArithmetic | null = null;

export function provideGradientArithmetic(arithmetic: GradientArithmetic): void {
  provided = arithmetic;
}

export function gradientArithmetic(): GradientArithmetic {
  if (!provided) throw new Error('src/ops/index.ts has not been loaded: gradients cannot be added up');
  return provided;
}
