import type { Backend } from '../backend/backend.js';
import { runInPlace } from '../backend/run.js';
import { zeros } from '../ops/create.js';
import { HandgradError } from '../tensor/error.js';
import type { Tensor } from '../tensor/tensor.js';

/** A NaN or an infinity stopped the training. */
export class NonFiniteError extends HandgradError {
  /** Tells it from other errors where classes cannot be compared. */
  override readonly name = 'NonFiniteError';

  constructor(
    /** Step at which it first appeared, from 1 over the whole training. */
    readonly step: number,
    /** What held it first: `the output of dense_1`. */
    readonly where: string,
    position: string,
    learningRate: number,
  ) {
    super(
      `training stopped: the loss is no longer finite; the first NaN or infinity appeared at step ${step} (${position}) ` +
        `in ${where}. Lower the learning rate (it was ${learningRate}), clip the gradients, or look at the inputs of that batch`,
    );
  }
}

/**
 * Number of NaN and infinite elements in several tensors, together. Counted on the exponent bits as integers, because a
 * shader compiler may assume that floats are finite and fold a float comparison away. Dispose the result.
 */
export function countNonFinite(tensors: readonly Tensor[], backend: Backend): Tensor {
  const count = zeros([], { dtype: 'int32', backend });
  for (const tensor of tensors) runInPlace('countNonFinite', [tensor], [count], {});
  return count;
}
