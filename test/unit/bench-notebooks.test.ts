import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allRecipes, notebookOf, notebooks } from '../../bench/notebooks/index.js';
import { publishedSpread } from '../../bench/reproduce/statistics/published-repeats.js';
import { parameterCount } from '../../bench/reproduce/recipe-cost.js';
import { setBackend } from '../../src/backend/current.js';
import { chooseBackend } from '../../src/backend/select.js';
import type { Backend } from '../../src/backend/backend.js';
import { layerFromDescription } from '../../src/nn/description.js';
import { sequential } from '../../src/nn/sequential.js';
import type { Recipe } from '../../src/recipe/schema/recipe.js';

const recipes = allRecipes();
const byId = new Map(recipes.map((recipe) => [recipe.id, recipe]));

/** Parameters as the engine makes them. */
function builtCount({ layers }: Recipe): number {
  const described = layers.map(({ kind, ...options }, i) => ({ kind, name: `layer${i}`, options }));
  const model = sequential(described.map(layerFromDescription), { inputShape: [28, 28, 1] });
  return model.parameters.reduce((total, { value }) => total + value.size, 0);
}

describe('the recipes of the notebooks', () => {
  test('are 71, with ids of their own, each under the number of its notebook', () => {
    expect(notebooks.map(({ number, recipes: own }) => [number, own.length])).toEqual([
      ['000', 6],
      ['001', 6],
      ['002', 50],
      ['003', 6],
      ['004', 3],
    ]);
    expect(byId.size).toBe(71);
    for (const { number, recipes: own } of notebooks) {
      for (const { id, group } of own) {
        expect(notebookOf(id).number).toBe(number);
        expect(group).toMatch(new RegExp(`^${number}/`));
      }
    }
  });

  test('have a published figure, but for the four whose output is lost', () => {
    const unreadable = recipes.filter(({ published }) => published!.value === null).map(({ id }) => id);
    expect(unreadable).toEqual([
      '002/depth2-500-200',
      '002/reg-dropout0.7-l2_0',
      '002/reg-dropout0.7-l2_0.001',
      '002/reg-dropout0.7-l2_0.01',
    ]);
    const asked = recipes.filter(
      ({ id, published }) => notebookOf(id).asked === 'figures' && published!.value !== null,
    );
    expect(asked).toHaveLength(61);
  });

  test('have the published times, which add up to 4.5 hours', () => {
    const seconds = recipes.reduce((total, { published }) => total + (published!.seconds ?? 0), 0);
    expect(seconds / 3600).toBeCloseTo(4.5, 1);
  });

  test('every inferred value is named as inferred', () => {
    const inferred = recipes.filter(({ published }) => published!.notes.some((note) => / inferred/.test(note)));
    expect(inferred.map(({ id }) => id.slice(0, 3)).filter((number) => number === '002')).toHaveLength(6);
    expect(inferred.map(({ id }) => id)).toEqual(
      expect.arrayContaining(['000/linear', '004/given', '004/simplest', '004/best']),
    );
  });

  test('the repeats in notebook 002 spread by 0.13 points, from seven degrees of freedom', () => {
    const { deviation, degrees } = publishedSpread(recipes)!;
    // 50: .9617 .9631; 100: .9723 .9700 .9710; 200: .9739 .9739; 300: .9785 .9784; 500: .9782 .9812; 200-100: .9768 .9742
    const squares = 0.98e-6 + 2.66e-6 + 0 + 0.005e-6 + 4.5e-6 + 3.38e-6;
    expect(degrees).toBe(7);
    expect(deviation).toBeCloseTo(Math.sqrt(squares / 7), 8);
  });
});

describe('parameters of the recipes', () => {
  let backend: Backend;
  beforeAll(async () => {
    backend = (await chooseBackend('reference')).backend;
    setBackend(backend);
  });
  afterAll(() => backend.destroy());

  test('the engine makes as many as the notebooks print, for all 14 that do', () => {
    const printed = recipes.filter(({ published }) => published!.parameters !== null);
    expect(printed).toHaveLength(14);
    for (const recipe of printed)
      expect([recipe.id, builtCount(recipe)]).toEqual([recipe.id, recipe.published!.parameters]);
  });

  test.each([
    ['000/linear-augmented', 7850],
    ['001/5x200', 319_810],
    ['002/deep-500-400-300-200-100', 794_510],
    ['002/relu-tanh-500-500', 648_010],
    ['002/optimal', 682_410],
  ])('%s, whose count is not printed, has %i', (id, count) => {
    expect(builtCount(byId.get(id)!)).toBe(count);
  });

  test('the estimate of costs counts them as the engine does', () => {
    for (const id of ['000/dl-model-2', '003/model-3', '003/model-5', '002/optimal', '004/best']) {
      expect([id, parameterCount(byId.get(id)!)]).toEqual([id, builtCount(byId.get(id)!)]);
    }
  });
});
