import type { Backend } from '../backend/backend.js';
import { inspectStep, type StepInspection } from '../train/inspect-step.js';
import { buildModel, fitOptions } from './build-recipe.js';
import type { PreparedData } from './prepare.js';
import type { Recipe } from './schema/recipe.js';

/** The step that `trainRecipe` would replay: see `inspectStep`. */
export async function inspectRecipe(
  data: PreparedData,
  recipe: Recipe,
  { seed, backend, profile }: { readonly seed: number; readonly backend: Backend; readonly profile: boolean },
): Promise<StepInspection> {
  const { train } = await data.training(0);
  const model = buildModel(recipe, train.inputShape, data.classes, { seed, backend });
  return inspectStep(model, train, { ...fitOptions(recipe, train.count), seed, profile });
}
