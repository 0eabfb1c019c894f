import { defineOperation, type Operation } from '../autograd/define-operation.js';
import type { BinaryFunction } from '../backend/kernels.js';
import type { Tensor } from '../tensor/tensor.js';
import { binary } from './elementwise.js';

/*
 * Comparisons, elementwise with broadcasting: y = 1 where the relation holds, else 0.
 *
 * They are constant but for jumps, so no gradient passes through: y requires none, whatever a and b do.
 * A comparison with NaN does not hold, except `notEqual`, on backends that know NaN.
 * a, b: shapes that broadcast, one dtype; y: the broadcast shape, of a's dtype if that is float, float32 for int32.
 */

function comparison(name: BinaryFunction): Operation<[a: Tensor, b: Tensor]> {
  return defineOperation(name, { forward: ([a, b]) => binary(name, a, b), backward: null });
}

/** a = b */
export const equal = comparison('equal');
/** a != b */
export const notEqual = comparison('notEqual');
/** a < b */
export const less = comparison('less');
/** a <= b */
export const lessEqual = comparison('lessEqual');
/** a > b */
export const greater = comparison('greater');
/** a >= b */
export const greaterEqual = comparison('greaterEqual');
