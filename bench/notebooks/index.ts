/** The five published notebooks, in order, and their 71 trainings. */
import { recipeSchema, type Recipe } from '../../src/recipe/schema/recipe.js';
import { denseDigits } from './dense-digits.js';
import { kaggleDigits } from './kaggle-digits.js';
import { mnistLaboratory } from './mnist-laboratory.js';
import type { Notebook } from './notebook.js';
import { polymnist } from './polymnist.js';
import { smallConvolutions } from './small-convolutions.js';

export const notebooks: readonly Notebook[] = [
  polymnist,
  kaggleDigits,
  mnistLaboratory,
  smallConvolutions,
  denseDigits,
];

/** All trainings, checked, in the order of the notebooks. */
export function allRecipes(): Recipe[] {
  return notebooks.flatMap(({ recipes }) => recipes.map((recipe) => recipeSchema.parse(recipe)));
}

/** The notebook that a training is of. @throws {RangeError} when there is none. */
export function notebookOf(id: string): Notebook {
  const notebook = notebooks.find(({ number }) => id.startsWith(`${number}/`));
  if (!notebook) throw new RangeError(`${id}: no notebook has this number`);
  return notebook;
}
