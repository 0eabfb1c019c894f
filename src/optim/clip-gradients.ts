import type { Tensor } from '../tensor/tensor.js';

/** At most one of them is given; null is none. Gradients are clipped before anything else sees them. */
export interface ClippingOptions {
  /** Every component is cut to [-clipValue, clipValue]. Default null. */
  clipValue: number | null;
  /** Each parameter's gradient is scaled down to this Euclidean norm where it is longer. Default null. */
  clipNorm: number | null;
  /** All gradients together are scaled down to this norm where they are longer (Pascanu et al. 2013). Default null. */
  clipGlobalNorm: number | null;
}

/**
 * The gradients after clipping. The norms stay on the device: nothing is read back.
 *
 *   by norm:          g * clipNorm / max(|g|, clipNorm)
 *   by global norm:   g * clip / max(|all g|, clip), |all g| = sqrt(sum of |g|^2 over all parameters)
 */
export function clipGradients(
  gradients: readonly Tensor[],
  { clipValue, clipNorm, clipGlobalNorm }: ClippingOptions,
): readonly Tensor[] {
  if (clipValue !== null) return gradients.map((g) => g.clip(-clipValue, clipValue));
  if (clipNorm !== null) return gradients.map((g) => g.mul(shrinking([g], clipNorm)));
  if (clipGlobalNorm !== null && gradients.length > 0) {
    const factor = shrinking(gradients, clipGlobalNorm);
    return gradients.map((g) => g.mul(factor));
  }
  return gradients;
}

/** clip / max(norm of all of them together, clip), a scalar: 1 where nothing has to shrink. */
function shrinking(gradients: readonly Tensor[], clip: number): Tensor {
  const squares = gradients.map((g) => g.square().sum());
  const norm = squares.reduce((total, square) => total.add(square)).sqrt();
  return norm.maximum(clip).rdiv(clip);
}
