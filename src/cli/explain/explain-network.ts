import { referenceBackend } from '../../backend/reference/reference-backend.js';
import type { Model } from '../../nn/model.js';
import type { Seed } from '../../tensor/random.js';
import { softmaxCrossEntropy } from '../../ops/losses/softmax-cross-entropy.js';
import { buildModel, lossOf } from '../../recipe/build-recipe.js';
import { prepareTest, type TestData } from '../../recipe/prepare.js';
import { readRecipe } from '../../recipe/read-recipe.js';
import type { Recipe } from '../../recipe/schema/recipe.js';
import type { DatasetName } from '../../data/load.js';
import { HandgradError } from '../../tensor/error.js';
import { exampleRange } from '../../train/examples.js';
import { traceStep } from '../../train/trace-step.js';
import type { Explanation } from '../commands/explain.js';
import { dataOf, findModel, openModel } from '../model-target.js';
import { USUAL_PREPROCESSING } from '../own-pictures.js';
import { recipeOf } from '../preset-recipe.js';
import { presetNames } from '../presets.js';
import { newSettings } from '../run-settings.js';
import { withDataProgress, type NetworkFlag } from '../settings/data-settings.js';

/** Flags that go with a network. */
export interface NetworkFlags extends NetworkFlag {
  readonly batch: number;
  readonly seed: Seed;
  readonly dataset?: DatasetName;
  readonly data?: string;
}

/** Parameters of more elements are checked along random directions: for each element the whole network runs again. */
const ELEMENTS_CHECKED = 12;

/** A network with what it is trained to do; the recipe is null for weights that nobody knows the training of. */
interface Network {
  readonly recipe: Recipe | null;
  readonly path: string;
  /** For images of that shape. */
  build(data: TestData): Model | Promise<Model>;
}

/**
 * The trace of a training step of a network on the first test images: a preset or a recipe with fresh weights, or a run with
 * those that it learnt.
 * @throws {HandgradError} when there is no such network, or the data are not to be had.
 */
export async function explainNetwork(what: string, flags: NetworkFlags): Promise<Explanation> {
  const { batch, seed } = flags;
  const { recipe, path, build } = await networkOf(what, flags);
  const data = await withDataProgress(flags, (options) =>
    prepareTest(dataOf({ path, recipe }, flags.dataset), recipe?.preprocessing ?? USUAL_PREPROCESSING, options),
  );
  if (batch > data.test.count) {
    throw new HandgradError(`--batch is ${batch}, but there are only ${data.test.count} test images; ask for fewer`);
  }
  const model = await build(data);
  const trace = await traceStep(model, exampleRange(data.test, 0, batch), {
    loss: recipe ? lossOf(recipe.training) : softmaxCrossEntropy,
    seed,
    elementsChecked: ELEMENTS_CHECKED,
  });
  const images = batch === 1 ? 'the first test image' : `the first ${batch} test images`;
  return {
    title: `${model.name}: a training step`,
    about: `${images[0].toUpperCase()}${images.slice(1)} of ${data.source}, through the network to the loss and back.`,
    trace,
  };
}

async function networkOf(what: string, { seed }: NetworkFlags): Promise<Network> {
  const place = { seed, dtype: 'float64', backend: referenceBackend() } as const;
  const preset = presetNames.find((name) => name === what);
  if (preset !== undefined || what.endsWith('.json')) {
    const recipe = preset === undefined ? await readRecipe(what) : recipeOf(newSettings(preset, {}));
    return { recipe, path: what, build: ({ test, classes }) => buildModel(recipe, test.inputShape, classes, place) };
  }
  const target = await findModel(what);
  return { ...target, build: () => openModel(target, place) };
}
