import { defineOperation } from '../autograd/define-operation.js';
import type { Tensor } from '../tensor/tensor.js';
import { unary } from './elementwise.js';

/**
 * Reciprocal, elementwise: y = 1 / x.
 *
 *   dL/dx = -dL/dy * y^2
 *
 * x: any shape, float; y: the same.
 */
export const reciprocal = defineOperation<[x: Tensor]>('reciprocal', {
  forward: ([x]) => unary('reciprocal', x),
  backward: (dy, { y }) => [() => dy.mul(y.square()).neg()],
});
