/**
 * What a recipe's training costs, in seconds: a rough figure to balance shards, to begin with what is quick, and to say how long it
 * will take (which what was measured so far corrects). A step costs
 *
 *   images x (operations of the products, forward and backward, and augmentation)
 *   + parameters that the optimiser reads and writes, whatever the batch (what batches of one pay for)
 *   + a constant: launches.
 */
import type { Recipe } from '../../src/recipe/schema/recipe.js';

// Of the wasm backend on two cores, to one digit.
const SECONDS_PER_OPERATION = 5e-11;
const SECONDS_PER_PARAMETER = 1e-9;
const SECONDS_PER_STEP = 3e-5;
/** To gather, to count. */
const SECONDS_PER_IMAGE = 5e-6;
/** To measure and to save. */
const SECONDS_PER_TRAINING = 1;
const SECONDS_PER_AUGMENTED_IMAGE = 1e-5;

/** Training images before any are held out. */
const trainingImages = { auto: 60_000, mnist: 60_000, digits: 60_000, idx: 60_000, kaggle: 42_000, polymnist: 300_000 };

/** Estimated seconds of one training. */
export function costOf(recipe: Recipe): number {
  const { epochs, batchSize } = recipe.training;
  const { operations, parameters } = networkCost(recipe);
  const images = imagesPerEpoch(recipe);
  const perStep = SECONDS_PER_STEP + parameters * SECONDS_PER_PARAMETER;
  const varied = recipe.augmentation?.when === 'online' ? SECONDS_PER_AUGMENTED_IMAGE : 0;
  // Forward, the kernel's gradient, the input's gradient.
  const perImage = SECONDS_PER_IMAGE + 3 * operations * SECONDS_PER_OPERATION + varied;
  const perEpoch = images * perImage + Math.ceil(images / batchSize) * perStep;
  return trainings(recipe) * (SECONDS_PER_TRAINING + epochs * perEpoch);
}

/** Parameters of a recipe's network, moving statistics included. */
export function parameterCount(recipe: Recipe): number {
  return networkCost(recipe).parameters;
}

/** Images that an epoch trains on, offline copies included. */
function imagesPerEpoch({ data, validation, augmentation }: Recipe): number {
  const all = Math.min(trainingImages[data.set], data.trainLimit ?? Infinity);
  const copies =
    augmentation?.when === 'offline' ? augmentation.pipelines.reduce((sum, { copies: n }) => sum + n, 0) : 0;
  return Math.round(all * (1 - heldOut(validation))) * (1 + copies);
}

function heldOut(validation: Recipe['validation']): number {
  switch (validation.kind) {
    case 'none':
    case 'test':
    case 'leaking':
      return 0;
    case 'last':
    case 'random':
      return validation.share;
    case 'fold':
      return 1 / validation.folds;
  }
}

function trainings({ validation }: Recipe): number {
  return validation.kind === 'fold' && validation.fold === 'all' ? validation.folds : 1;
}

/** Operations (two for each multiplication with addition) for one image, and parameters; images are 28 x 28 and grey. */
function networkCost({ layers }: Recipe): { operations: number; parameters: number } {
  let shape: readonly number[] = [28, 28, 1];
  let operations = 0;
  let parameters = 0;
  for (const layer of layers) {
    const cost = layerCost(layer, shape);
    shape = cost.outputShape;
    operations += cost.operations;
    parameters += cost.parameters;
  }
  return { operations, parameters };
}

interface LayerCost {
  readonly outputShape: readonly number[];
  readonly operations: number;
  readonly parameters: number;
}

function layerCost(layer: Recipe['layers'][number], shape: readonly number[]): LayerCost {
  const channels = shape[shape.length - 1];
  const free = (outputShape: readonly number[]) => ({ outputShape, operations: 0, parameters: 0 });
  const biases = (count: number) => (layer.useBias === false ? 0 : count);
  switch (layer.kind) {
    case 'dense': {
      const units = layer.units as number;
      return { outputShape: [units], operations: 2 * channels * units, parameters: channels * units + biases(units) };
    }
    case 'conv2d': {
      const [size, filters] = [layer.kernelSize as number, layer.filters as number];
      const lost = layer.padding === 'same' ? 0 : size - 1;
      const outputShape = [shape[0] - lost, shape[1] - lost, filters];
      const weights = size * size * channels * filters;
      return {
        outputShape,
        operations: 2 * weights * outputShape[0] * outputShape[1],
        parameters: weights + biases(filters),
      };
    }
    case 'maxPool2d':
    case 'averagePool2d': {
      const pooled = (length: number) => Math.floor(length / (layer.poolSize as number));
      return free([pooled(shape[0]), pooled(shape[1]), channels]);
    }
    case 'globalAveragePool2d':
      return free([channels]);
    case 'flatten':
      return free([shape.reduce((product, size) => product * size, 1)]);
    case 'batchNorm':
      return { outputShape: shape, operations: 0, parameters: 4 * channels };
    default:
      return free(shape);
  }
}
