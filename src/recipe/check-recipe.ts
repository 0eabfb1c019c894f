import { HandgradError } from '../tensor/error.js';
import type { z } from 'zod';
import { buildLayer, buildOptimizer } from './build-recipe.js';
import { expectedAt, fieldsAt, valueAt } from './expectation.js';
import { contradictions } from './contradictions.js';
import { recipeSchema, type Recipe } from './schema/recipe.js';

/** Of many mistakes so many are told. */
const SHOWN = 3;

/**
 * A recipe from plain data, checked and with its defaults filled in. `where`: the file that it is from, for messages.
 * @throws {HandgradError} with a line for each of the first mistakes: the field, what it is, what was expected.
 */
export function checkRecipe(json: unknown, where: string): Recipe {
  const parsed = recipeSchema.safeParse(json);
  if (!parsed.success)
    throw refusal(
      where,
      parsed.error.issues.flatMap((issue) => issueLines(json, issue)),
    );
  const recipe = parsed.data;
  const wrong = [...mistakesOfParts(recipe), ...contradictions(recipe)];
  if (wrong.length > 0) throw refusal(where, wrong);
  return recipe;
}

function refusal(where: string, mistakes: readonly string[]): HandgradError {
  const more = mistakes.length - SHOWN;
  const lines = mistakes.slice(0, SHOWN).map((mistake) => `${where}: ${mistake}`);
  return new HandgradError([...lines, ...(more > 0 ? [`${where}: and ${more} more`] : [])].join('\n'));
}

function issueLines(json: unknown, issue: z.core.$ZodIssue): string[] {
  const { path } = issue;
  if (issue.code === 'unrecognized_keys') {
    const known = fieldsAt(json, path).join(', ');
    return issue.keys.map((key) => `${fieldText([...path, key])} is unknown, expected one of ${known}`);
  }
  return [`${fieldText(path)} is ${foundText(valueAt(json, path))}, expected ${expectedAt(json, path)}`];
}

/** What layers and the optimiser say of their own options: they are the ones who know. */
function mistakesOfParts(recipe: Recipe): string[] {
  const parts: [string, () => unknown][] = [
    ...recipe.layers.map((layer, i): [string, () => unknown] => [`layers[${i}]`, () => buildLayer(layer)]),
    ['optimizer', () => buildOptimizer(recipe, Number.MAX_SAFE_INTEGER)],
  ];
  return parts.flatMap(([field, build]) => {
    try {
      build();
      return [];
    } catch (error) {
      if (!(error instanceof HandgradError)) throw error;
      return [`${field}: ${error.message.replace(/^optimizer: /, '')}`];
    }
  });
}

/** `training.callbacks[0].patience`. */
function fieldText(path: readonly PropertyKey[]): string {
  if (path.length === 0) return 'the recipe';
  return path
    .map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`))
    .join('')
    .replace(/^\./, '');
}

function foundText(value: unknown): string {
  if (value === undefined) return 'missing';
  if (Array.isArray(value) && value.length === 0) return 'empty';
  const text = JSON.stringify(value);
  return text.length > 40 ? `${text.slice(0, 40)}...` : text;
}
