/** The parts of a training, made from their descriptions in a recipe. */
import type { JsonObject } from '../nn/json.js';
import { layerFromDescription } from '../nn/description.js';
import type { Layer } from '../nn/layer.js';
import type { Model, ModelOptions } from '../nn/model.js';
import { sequential } from '../nn/sequential.js';
import { softmaxCrossEntropy } from '../ops/losses/softmax-cross-entropy.js';
import { optimizerFromDescription } from '../optim/description.js';
import type { Optimizer } from '../optim/optimizer.js';
import { HandgradError } from '../tensor/error.js';
import { shapeText, type Shape } from '../tensor/shape.js';
import type { Callback } from '../train/callback.js';
import { earlyStopping } from '../train/callbacks/early-stopping.js';
import { reduceOnPlateau } from '../train/callbacks/reduce-on-plateau.js';
import type { FitOptions } from '../train/fit.js';
import type { Loss } from '../train/train-step.js';
import { augmentOnline } from './augmentation.js';
import type { Recipe } from './schema/recipe.js';
import type { CallbackRecipe } from './schema/training.js';
import { withWholeLength } from './whole-length.js';

/** A layer of a recipe: `{ kind: 'dense', units: 10 }`. @throws {HandgradError} when the kind is unknown or an option cannot be. */
export function buildLayer({ kind, name = null, ...options }: Recipe['layers'][number]): Layer {
  return layerFromDescription({ kind, name, options });
}

/**
 * The network of a recipe, called by its id. inputShape: of one image.
 * @throws {HandgradError} when layers do not fit each other or the image, or the last one has not an output for each class.
 */
export function buildModel(
  { id, layers }: Pick<Recipe, 'id' | 'layers'>,
  inputShape: Shape,
  classes: number,
  options: Omit<ModelOptions, 'name'>,
): Model {
  const model = sequential(layers.map(buildLayer), { name: id, inputShape, ...options });
  const { outputShape } = model;
  if (outputShape.length === 1 && outputShape[0] === classes) return model;
  throw new HandgradError(
    `${id}: the last layer gives ${shapeText(outputShape)} for each image, expected [${classes}], an output for each class`,
  );
}

/** The optimiser of a recipe. `stepsInAll`: of the whole training. @throws {HandgradError} when an option cannot be. */
export function buildOptimizer({ optimizer }: Pick<Recipe, 'optimizer'>, stepsInAll: number): Optimizer {
  return optimizerFromDescription(withWholeLength(optimizer as JsonObject, stepsInAll));
}

/** The callbacks of a recipe, in its order. */
export function buildCallbacks({ callbacks }: Recipe['training']): Callback[] {
  return callbacks.map(buildCallback);
}

function buildCallback({ kind, ...options }: CallbackRecipe): Callback {
  return kind === 'earlyStopping' ? earlyStopping(options) : reduceOnPlateau(options);
}

/** What `fit` is told of a recipe's training. `trainingImages`: how many there are. */
export function fitOptions(recipe: Recipe, trainingImages: number): FitOptions {
  const { training, augmentation } = recipe;
  const { epochs, batchSize, shuffle } = training;
  const steps = epochs * Math.ceil(trainingImages / batchSize);
  return {
    epochs,
    batchSize,
    shuffle,
    optimizer: buildOptimizer(recipe, steps),
    loss: lossOf(training),
    ...(augmentation?.when === 'online' && augmentOnline(augmentation)),
  };
}

/** What a recipe's training minimises, without the penalties. */
export function lossOf({ labelSmoothing }: Recipe['training']): Loss {
  return (outputs, targets) => softmaxCrossEntropy(outputs, targets, { labelSmoothing });
}
