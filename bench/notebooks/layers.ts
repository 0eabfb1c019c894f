/** Layers as recipes write them, with the defaults that all five notebooks leave alone: strides 1, a bias, no penalty. */
import type { RecipeInput } from '../../src/recipe/schema/recipe.js';

export type LayerRecipe = RecipeInput['layers'][number];

export const flatten: LayerRecipe = { kind: 'flatten' };
/** Momentum 0.99, epsilon 0.001: Keras' and the engine's. */
export const batchNorm: LayerRecipe = { kind: 'batchNorm' };
/** The last layer of every network. */
export const softmax: LayerRecipe = { kind: 'dense', units: 10, activation: 'softmax' };

/** `l2`: times the sum of the kernel's squares, added to the loss. */
export function dense(units: number, activation: 'relu' | 'sigmoid' | 'tanh' = 'relu', l2 = 0): LayerRecipe {
  return { kind: 'dense', units, activation, ...(l2 > 0 && { kernelRegularizer: { l2 } }) };
}

/** `size`: of both sides of the kernel. */
export function conv(filters: number, size: number, padding: 'same' | 'valid'): LayerRecipe {
  return { kind: 'conv2d', filters, kernelSize: size, padding, activation: 'relu' };
}

/** Windows of `size` x `size` that tile the image. */
export function maxPool(size: number): LayerRecipe {
  return { kind: 'maxPool2d', poolSize: size };
}

export function averagePool(size: number): LayerRecipe {
  return { kind: 'averagePool2d', poolSize: size };
}

export function dropout(rate: number): LayerRecipe {
  return { kind: 'dropout', rate };
}
