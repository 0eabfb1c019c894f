import { HandgradError } from '../../src/tensor/error.js';
import { meanOf } from '../../src/data/statistics/sample.js';
import type { Recipe } from '../../src/recipe/schema/recipe.js';
import type { FinishedRun } from '../reproduce/finished-run.js';
import { parameterCount } from '../reproduce/recipe-cost.js';
import type { Challenge } from './challenge.js';

/** Kinds of layers that see all inputs at once, or have no weights between places. */
const DENSE_KINDS = [
  'dense',
  'flatten',
  'dropout',
  'batchNorm',
  'layerNorm',
  'activation',
  'maxPool2d',
  'averagePool2d',
];

/**
 * Refuses candidates that are not what was asked for, before anything is trained.
 * @throws {HandgradError} in one line that names the candidate and the limit.
 */
export function checkLimits({ limits }: Challenge, candidates: readonly Recipe[]): void {
  for (const recipe of candidates) {
    const count = parameterCount(recipe);
    if (limits.parameters !== undefined && count > limits.parameters) {
      throw new HandgradError(`${recipe.id}: has ${count} parameters, expected at most ${limits.parameters}`);
    }
    const other = limits.onlyDense && recipe.layers.find(({ kind }) => !DENSE_KINDS.includes(kind));
    if (other) throw new HandgradError(`${recipe.id}: has a layer ${other.kind}, expected a dense network`);
  }
}

/** Mean validation accuracy of a candidate's runs. */
export function validationAccuracy(runs: readonly FinishedRun[]): number {
  return meanOf(runs.map(({ result }) => result.figures.validationAccuracy!));
}

/** The candidate with the highest mean validation accuracy over its runs; of equals the first. */
export function chosenOf(candidates: readonly Recipe[], runs: readonly FinishedRun[]): Recipe {
  const accuracyOf = ({ id }: Recipe) => validationAccuracy(runs.filter(({ result }) => result.id === id));
  return candidates.reduce((best, one) => (accuracyOf(one) > accuracyOf(best) ? one : best));
}

/** The chosen candidate, to be trained on all training images and scored on the test images. */
export function finalRecipe({ name }: Challenge, chosen: Recipe): Recipe {
  return { ...chosen, id: name, validation: { kind: 'none' } };
}
