import type { FusedActivation } from '../kernels.js';

/** The activation that a matrix product or a convolution applies to a sum before it is rounded and stored. */
export function activate(activation: FusedActivation, x: number): number {
  switch (activation) {
    case 'linear':
      return x;
    case 'relu':
      return Math.max(x, 0);
    case 'sigmoid':
      return 1 / (1 + Math.exp(-x));
    case 'tanh':
      return Math.tanh(x);
  }
}
