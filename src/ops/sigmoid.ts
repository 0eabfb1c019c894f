import { defineOperation } from '../autograd/define-operation.js';
import type { Tensor } from '../tensor/tensor.js';
import { activationGradient } from './activation-gradient.js';
import { unary } from './elementwise.js';

/**
 * Sigmoid, elementwise: y = 1 / (1 + exp(-x)).
 *
 *   dL/dx = dL/dy * y * (1 - y)
 *
 * The derivative is written through y, which the tape holds anyway.
 * x: any shape, float; y: the same.
 */
export const sigmoid = defineOperation<[x: Tensor]>('sigmoid', {
  forward: ([x]) => unary('sigmoid', x),
  backward: (dy, { y }) => [() => activationGradient([dy, y], { activation: 'sigmoid' })],
});
