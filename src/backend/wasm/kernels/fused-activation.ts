import type { FusedActivation } from '../../kernels.js';
import type { F32x4, FunctionBuilder } from '../assembler/index.js';
import { sigmoid } from '../math/sigmoid.js';
import { tanh } from '../math/tanh.js';

/** The activation that a matrix product or a convolution applies to four sums before they are stored. NaN stays NaN. */
export function applyActivation(k: FunctionBuilder, activation: FusedActivation, x: F32x4): F32x4 {
  switch (activation) {
    case 'linear':
      return x;
    case 'relu':
      // One instruction where `max` is nine; NaN is not less than 0, and stays.
      return x.maxUnlessNaN(0);
    case 'sigmoid':
      return sigmoid(k, x);
    case 'tanh':
      return tanh(k, x);
  }
}

/**
 * Whether an activation squeezes any range into (-1, 1): errors that are small beside the largest sum are not beside the largest
 * result, and algorithms with fewer products have a few times those of a direct one.
 */
export function saturates(activation: FusedActivation): boolean {
  return activation === 'sigmoid' || activation === 'tanh';
}
