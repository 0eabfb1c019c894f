import { recipeSchema, type Recipe } from '../recipe/schema/recipe.js';
import type { RunSettings } from './presets.js';
import { describeLayers } from './settings/model-settings.js';
import { describeOptimizer } from './settings/optimizer-settings.js';
import { describeCallbacks, describeValidation } from './settings/training-settings.js';

/** Ten digits. */
const CLASSES = 10;

/**
 * What a preset and its flags say, as a recipe: there is one way to train.
 * @throws {HandgradError} when settings do not fit each other.
 */
export function recipeOf(settings: RunSettings): Recipe {
  const { preset, dataset, data, trainLimit, epochs, batchSize, shuffle, labelSmoothing } = settings;
  return recipeSchema.parse({
    id: preset,
    data: { set: dataset, ...(data !== null && { folder: data }), ...(trainLimit !== null && { trainLimit }) },
    validation: describeValidation(settings),
    layers: describeLayers(settings, CLASSES),
    optimizer: describeOptimizer(settings),
    training: { epochs, batchSize, shuffle, labelSmoothing, callbacks: describeCallbacks(settings) },
  });
}
