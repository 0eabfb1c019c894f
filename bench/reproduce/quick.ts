import type { Recipe } from '../../src/recipe/schema/recipe.js';

const IMAGES = 1000;
const EPOCHS = 2;

/**
 * A recipe cut down to seconds, to see that everything runs: few images, few epochs, and where MNIST cannot be had, drawn digits. What
 * comes out of it says nothing about the published figure.
 */
export function quickRecipe(recipe: Recipe): Recipe {
  const { data, training } = recipe;
  return {
    ...recipe,
    data: { ...data, set: data.set === 'mnist' ? 'auto' : data.set, trainLimit: IMAGES },
    training: { ...training, epochs: Math.min(EPOCHS, training.epochs) },
  };
}
