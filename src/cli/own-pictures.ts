import type { ImagePixels } from '../data/dataset.js';
import { fitPreprocessing, type ModelInputs } from '../data/preprocess/preprocess.js';
import type { Recipe } from '../recipe/schema/recipe.js';
import { HandgradError } from '../tensor/error.js';

/** What is done to images where nothing else is said: bytes / 255. */
export const USUAL_PREPROCESSING: Recipe['preprocessing'] = [{ op: 'scale' }];

/**
 * One's own pictures as a model takes them, prepared as the images that it learned from. `recipe`: what it was trained by, null where
 * nobody knows.
 * @throws {HandgradError} when that needs figures of the training images.
 */
export function ownPictures(images: ImagePixels, recipe: Recipe | null): ModelInputs {
  const steps = recipe?.preprocessing ?? USUAL_PREPROCESSING;
  if (steps.some(({ op }) => op === 'standardize')) {
    throw new HandgradError(
      'the model learned from images that were standardised with means and deviations of their own, which other ' +
        'pictures do not have; take a model that learned from images as they are',
    );
  }
  return fitPreprocessing(images, steps).train;
}
