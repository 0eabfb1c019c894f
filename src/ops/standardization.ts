import type { Tensor } from '../tensor/tensor.js';

/** A tensor with mean 0 and variance 1 along some axes, and what it was divided by to get there. */
export interface Standardized {
  /** n = (x - mean) / sqrt(variance + epsilon), of x's shape. */
  readonly n: Tensor;
  /** r = 1 / sqrt(variance + epsilon), with size 1 along the axes. */
  readonly r: Tensor;
}

/**
 * Standardises x along axes: n = (x - mean) r, r = 1 / sqrt(variance + epsilon), with x's own mean and biased variance.
 *
 * What batch normalisation (along all axes but the channels) and layer normalisation (along the features) have in common.
 * Composed of operations, so that it can be differentiated again; both have quicker ways where nobody asks for that.
 */
export function standardize(x: Tensor, axes: readonly number[], epsilon: number): Standardized {
  const centred = x.sub(x.mean(axes, { keepDims: true }));
  const variance = centred.square().mean(axes, { keepDims: true });
  const r = variance.add(epsilon).sqrt().reciprocal();
  return { n: centred.mul(r), r };
}

/**
 * The gradient back through `standardize`, given dn = dL/dn:
 *
 *   dL/dx = r (dn - mean(dn) - n mean(dn n)), means along the axes
 *
 * Why: n depends on x directly (r dn), through the mean (the same shift for all: mean(dn) is taken out) and through the
 * variance (a scaling along n: the part of dn that points along n is taken out, mean(n^2) being 1 but for epsilon).
 * With v the variance, dn_i/dx_j = r ([i = j] - 1/L) - (x_i - mean) r^3 (x_j - mean) / L = r ([i = j] - 1/L - n_i n_j / L),
 * and summing dn_i dn_i/dx_j over i gives the line above, exactly, epsilon included.
 */
export function standardizeGradient(dn: Tensor, { n, r }: Standardized, axes: readonly number[]): Tensor {
  const shift = dn.mean(axes, { keepDims: true });
  const scaling = dn.mul(n).mean(axes, { keepDims: true });
  return dn.sub(shift).sub(n.mul(scaling)).mul(r);
}
