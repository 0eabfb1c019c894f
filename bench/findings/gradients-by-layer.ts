import type { Backend } from '../../src/backend/backend.js';
import type { LoadOptions } from '../../src/data/load.js';
import { lossOf } from '../../src/recipe/build-recipe.js';
import { prepareRecipe } from '../../src/recipe/prepare.js';
import { recipeSchema, type RecipeInput } from '../../src/recipe/schema/recipe.js';
import { trainRecipe } from '../../src/recipe/train-recipe.js';
import { recordGradientNorms, type GradientNormRecord } from '../../src/train/callbacks/record-gradient-norms.js';
import { mnistLaboratory } from '../notebooks/mnist-laboratory.js';

/** The deepest network of notebook 002. */
const DEEPEST = '002/deep-500-400-300-200-100';
const SEED = 0;

/** The gradient's norm in each layer, first to last, before training and after an epoch of it. */
export interface GradientsOfTraining {
  readonly before: readonly number[];
  readonly after: readonly number[];
  /** On the test images after that epoch. */
  readonly accuracy: number;
}

/** Of notebook 002's five hidden layers, as they are (ReLU) and with sigmoids instead. */
export interface GradientsByLayer {
  readonly relu: GradientsOfTraining;
  readonly sigmoid: GradientsOfTraining;
}

/** Trains both for an epoch. */
export async function gradientsByLayer(
  backend: Backend,
  place: Omit<LoadOptions, 'dataset'>,
): Promise<GradientsByLayer> {
  const deepest = mnistLaboratory.recipes.find(({ id }) => id === DEEPEST)!;
  const data = await prepareRecipe(recipeSchema.parse(deepest), { ...place, seed: SEED, backend });
  const { train } = await data.training(0);
  const trained = async (activation: 'relu' | 'sigmoid'): Promise<GradientsOfTraining> => {
    const recipe = recipeSchema.parse(oneEpochWith(activation, deepest));
    let records: readonly GradientNormRecord[] = [];
    const write = (all: readonly GradientNormRecord[]) => {
      records = all;
      return Promise.resolve();
    };
    const record = recordGradientNorms({ examples: train, loss: lossOf(recipe.training), seed: SEED, write });
    const { figures } = await trainRecipe(data, recipe, { seed: SEED, backend, callbacks: [record] });
    const [first, last] = [records[0], records[records.length - 1]].map(({ norms }) => Object.values(norms));
    return { before: first, after: last, accuracy: figures.validationAccuracy! };
  };
  return { relu: await trained('relu'), sigmoid: await trained('sigmoid') };
}

/** One epoch of the same network with another activation in its hidden layers. */
function oneEpochWith(activation: 'relu' | 'sigmoid', recipe: RecipeInput): RecipeInput {
  return {
    ...recipe,
    layers: recipe.layers.map((layer) => (layer.activation === 'relu' ? { ...layer, activation } : layer)),
    training: { ...recipe.training, epochs: 1 },
  };
}
