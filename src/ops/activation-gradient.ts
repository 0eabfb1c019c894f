import { defineOperation, type Operation } from '../autograd/define-operation.js';
import type { BinaryFunction, FusedActivation } from '../backend/kernels.js';
import type { Tensor } from '../tensor/tensor.js';
import { fullLike } from './create.js';
import { binary } from './elementwise.js';

/**
 * The way back through an activation y = f(x), written through its result: dx = dy * g(y), with g(f(x)) = f'(x).
 *
 *   relu:    g(y) = [y > 0]       g'(y) = 0
 *   sigmoid: g(y) = y (1 - y)     g'(y) = 1 - 2y
 *   tanh:    g(y) = 1 - y^2       g'(y) = -2y
 *
 * One kernel instead of two or three, and the same one serves the activations that matmul and conv2d fuse.
 * Its own derivative, for an upstream ddx:   dL/d(dy) = ddx * g(y)        dL/dy = ddx * dy * g'(y)
 */
export const activationGradient: Operation<[dy: Tensor, y: Tensor], { activation: CurvedActivation }> = defineOperation(
  'activationGradient',
  {
    forward: ([dy, y], { activation }) => binary(gradientFunctions[activation], dy, y),
    backward: (ddx, { inputs: [dy, y], attributes: { activation } }) => [
      () => activationGradient([ddx, y], { activation }),
      () => slopes[activation](ddx.mul(dy), y),
    ],
  },
);

/** The fused activations that are not the identity. */
export type CurvedActivation = Exclude<FusedActivation, 'linear'>;

const gradientFunctions: Record<CurvedActivation, BinaryFunction> = {
  relu: 'reluGradient',
  sigmoid: 'sigmoidGradient',
  tanh: 'tanhGradient',
};

/** upstream * g'(y). */
const slopes: Record<CurvedActivation, (upstream: Tensor, y: Tensor) => Tensor> = {
  relu: (upstream) => fullLike(upstream, 0),
  sigmoid: (upstream, y) => upstream.mul(y.mul(-2).add(1)),
  tanh: (upstream, y) => upstream.mul(y).mul(-2),
};
