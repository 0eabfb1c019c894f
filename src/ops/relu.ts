import { defineOperation } from '../autograd/define-operation.js';
import type { Tensor } from '../tensor/tensor.js';
import { activationGradient } from './activation-gradient.js';
import { unary } from './elementwise.js';

/**
 * Rectified linear unit, elementwise: y = max(x, 0).
 *
 *   dL/dx = dL/dy where y > 0, else 0        (so relu'(0) = 0)
 *
 * x: any shape, float; y: the same.
 */
export const relu = defineOperation<[x: Tensor]>('relu', {
  forward: ([x]) => unary('relu', x),
  backward: (dy, { y }) => [() => activationGradient([dy, y], { activation: 'relu' })],
});
