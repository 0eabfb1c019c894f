import type { Recipe } from '../../src/recipe/schema/recipe.js';

/** All that decides what comes out of a recipe, as a text: equal for recipes that differ in name or publication only. */
export function trainingText(recipe: Recipe): string {
  const { data, preprocessing, validation, augmentation, layers, optimizer, training } = recipe;
  return JSON.stringify({ data, preprocessing, validation, augmentation, layers, optimizer, training });
}
