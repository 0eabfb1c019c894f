import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { layerFromDescription, layerKinds, type LayerKind } from '../../src/nn/description.js';
import type { JsonObject } from '../../src/nn/json.js';
import { optimizerFromDescription, optimizerKinds } from '../../src/optim/description.js';
import { scheduleFromDescription, scheduleKinds } from '../../src/optim/schedules/description.js';
import { checkRecipe } from '../../src/recipe/check-recipe.js';
import { detailedRecipeSchema, recipeJsonSchema } from '../../src/recipe/recipe-json-schema.js';
import { layerOptions } from '../../src/recipe/schema/layer-options.js';
import { optimizerOptions, scheduleOptions } from '../../src/recipe/schema/optimizer-options.js';

/** Options without a default. */
const requiredOfLayer: Partial<Record<LayerKind, JsonObject>> = {
  dense: { units: 3 },
  conv2d: { filters: 2, kernelSize: 3 },
  dropout: { rate: 0.5 },
  activation: { activation: 'relu' },
};

const requiredOfSchedule: Record<string, JsonObject> = {
  constantRate: { learningRate: 0.1 },
  inverseTimeDecay: { learningRate: 0.1, decay: 0.01 },
  stepDecay: { learningRate: 0.1, factor: 0.5, every: 10 },
  exponentialDecay: { learningRate: 0.1, factor: 0.5, every: 10 },
  cosineDecay: { learningRate: 0.1, steps: 10 },
  warmUp: { steps: 10, then: 0.1 },
};

const minimal = {
  id: 'minimal',
  data: { set: 'mnist' },
  layers: [{ kind: 'dense', units: 10 }],
  optimizer: { kind: 'sgd' },
  training: { epochs: 1 },
};

describe('the schema for editors', () => {
  it('is what docs/recipe.schema.json holds (else: node scripts/recipe-schema.mjs)', () => {
    const kept = JSON.parse(readFileSync('docs/recipe.schema.json', 'utf8')) as object;
    expect(kept).toEqual(JSON.parse(JSON.stringify(recipeJsonSchema())));
  });

  it.each(['mlp', 'cnn', 'augmented'])('accepts examples/%s.json', (name) => {
    const example: unknown = JSON.parse(readFileSync(`examples/${name}.json`, 'utf8'));
    expect(detailedRecipeSchema.safeParse(example).error).toBeUndefined();
    expect(checkRecipe(example, name).id).toBe(`my-${name}`);
  });

  it('knows no option that a layer does not have', () => {
    const layers = [{ kind: 'dense', units: 10, unit: 3 }];
    expect(detailedRecipeSchema.safeParse({ ...minimal, layers }).success).toBe(false);
    expect(detailedRecipeSchema.safeParse(minimal).success).toBe(true);
  });

  it.each(layerKinds)('lists the options of the layer %s, with its defaults', (kind) => {
    const required = requiredOfLayer[kind] ?? {};
    const { options } = layerFromDescription({ kind, name: null, options: required });
    expect(z.strictObject(layerOptions[kind]).parse(required)).toEqual(options);
  });

  it.each(optimizerKinds)('lists the options of the optimiser %s, with its defaults', (kind) => {
    const listed = z.strictObject(optimizerOptions[kind]).parse({});
    expect({ kind, ...listed }).toEqual(optimizerFromDescription({ kind }).describe());
  });

  it.each(scheduleKinds)('lists the options of the schedule %s, with its defaults', (kind) => {
    const { description } = scheduleFromDescription({ kind, ...requiredOfSchedule[kind] });
    const listed = z.strictObject(scheduleOptions[kind]).parse(requiredOfSchedule[kind]);
    expect(['kind', ...Object.keys(listed)].sort()).toEqual(Object.keys(description).sort());
  });
});
