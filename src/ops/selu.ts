import { defineOperation } from '../autograd/define-operation.js';
import type { Tensor } from '../tensor/tensor.js';
import { unary } from './elementwise.js';
import { where } from './where.js';

/** Klambauer et al. 2017: with these, mean 0 and variance 1 are a fixed point from layer to layer. */
const alpha = 1.6732632423543772;
const scale = 1.0507009873554805;

/**
 * Scaled exponential linear unit (Klambauer et al. 2017), elementwise: y = scale x where x > 0, else scale alpha (e^x - 1).
 *
 *   dL/dx = scale dL/dy where x > 0, else dL/dy * scale alpha e^x
 *
 * x: any shape, float; y: the same.
 */
export const selu = defineOperation<[x: Tensor]>('selu', {
  forward: ([x]) => unary('selu', x),
  // min(x, 0): the exponential of a large x would overflow on the side that is not chosen.
  backward: (dy, { inputs: [x] }) => [
    () =>
      dy.mul(
        where(
          x.greater(0),
          scale,
          x
            .minimum(0)
            .exp()
            .mul(scale * alpha),
        ),
      ),
  ],
});
