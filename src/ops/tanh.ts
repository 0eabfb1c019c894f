import { defineOperation } from '../autograd/define-operation.js';
import type { Tensor } from '../tensor/tensor.js';
import { activationGradient } from './activation-gradient.js';
import { unary } from './elementwise.js';

/**
 * Hyperbolic tangent, elementwise: y = tanh(x).
 *
 *   dL/dx = dL/dy * (1 - y^2)
 *
 * The derivative is written through y, which the tape holds anyway.
 * x: any shape, float; y: the same.
 */
export const tanh = defineOperation<[x: Tensor]>('tanh', {
  forward: ([x]) => unary('tanh', x),
  backward: (dy, { y }) => [() => activationGradient([dy, y], { activation: 'tanh' })],
});
