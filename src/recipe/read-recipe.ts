import { readJson } from '../files/read-file.js';
import { checkRecipe } from './check-recipe.js';
import type { Recipe } from './schema/recipe.js';

/** The recipe in a file. @throws {HandgradError} when it cannot be read, is no JSON, or as `checkRecipe`. */
export async function readRecipe(path: string): Promise<Recipe> {
  return checkRecipe(await readJson(path, 'the recipe'), path);
}
