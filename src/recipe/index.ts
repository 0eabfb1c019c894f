/** Trainings as plain data. Needs Node. */
export { checkRecipe } from './check-recipe.js';
export { deviationOverFolds } from './combine-folds.js';
export { preparationKey, prepareRecipe, type PreparedData, type PrepareOptions } from './prepare.js';
export { readRecipe } from './read-recipe.js';
export type { RecipeResult } from './result.js';
export type { FigureName } from './schema/published.js';
export type { Recipe, RecipeInput } from './schema/recipe.js';
export type { TrainingData } from './training-data.js';
export { trainRecipe, TrainingInterrupted, type TrainRecipeOptions } from './train-recipe.js';
