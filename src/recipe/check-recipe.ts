import { HandgradError } from '../tensor/error.js';
import { recipeSchema, type Recipe } from './schema/recipe.js';

/**
 * A recipe from plain data, checked and with its defaults filled in. `where`: the file that it is from, for messages.
 * @throws {HandgradError} naming each field that is wrong, what it is and what was expected.
 */
export function checkRecipe(json: unknown, where: string): Recipe {
  const parsed = recipeSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new HandgradError(`${where}: ${parsed.error.message}`);
}
