import type { Recipe } from '../../src/recipe/schema/recipe.js';
import { recipeSha256 } from './finished-run.js';
import type { Reproduction } from './results-file.js';

/**
 * Holds results to the recipes that they are shown beside.
 * @throws {Error} in one line when a run is of an experiment that there is not, or of another recipe than today's.
 */
export function checkRecipes({ runs }: Reproduction, recipes: readonly Recipe[]): void {
  const sums = new Map(recipes.map((recipe) => [recipe.id, recipeSha256({ recipe })]));
  for (const { result, recipeSha256: sum } of runs) {
    const known = sums.get(result.id);
    if (known === undefined) throw new Error(`results: there is no experiment ${result.id}`);
    if (known !== sum) throw new Error(`results: ${result.id} was trained by another recipe than that of today`);
  }
}
