import { describe, expect, test } from 'vitest';
import { allRecipes } from '../../bench/notebooks/index.js';
import { folderOf, inOrder, planRuns, shardOf, totalCost } from '../../bench/reproduce/plan.js';
import { quickRecipe } from '../../bench/reproduce/quick.js';
import { costOf } from '../../bench/reproduce/recipe-cost.js';
import { selected } from '../../bench/reproduce/selection.js';
import { durationText, timeLeft } from '../../bench/reproduce/time-left.js';
import { preparationKey } from '../../src/recipe/prepare.js';
import { recipeSchema } from '../../src/recipe/schema/recipe.js';

const recipes = allRecipes();
const idsOf = (...patterns: string[]) => selected(recipes, patterns).map(({ id }) => id);

describe('--only', () => {
  test("a number names a notebook, '*' any part of a name, and the order stays that of the notebooks", () => {
    expect(idsOf('004', '003/model-1')).toEqual(['003/model-1', '004/given', '004/simplest', '004/best']);
    expect(idsOf('002/width-*')).toHaveLength(5);
    expect(idsOf('002/reg-dropout0.3-l2_0')).toEqual(['002/reg-dropout0.3-l2_0']);
    expect(idsOf('00*/l*')).toEqual(['000/linear', '000/linear-augmented', ...idsOf('002/lr*')]);
    expect(idsOf()).toHaveLength(71);
  });

  test("a '.' stands for itself", () => {
    expect(() => idsOf('002/lr0x02-200')).toThrow(RangeError);
  });

  test('a pattern that names nothing is refused, with what there is', () => {
    expect(() => idsOf('003', '005')).toThrow(
      /found '005', expected the number of a notebook \(000, 001, 002, 003, 004\)/,
    );
  });
});

describe('the plan', () => {
  const runs = planRuns(recipes, 3);

  test('all shards together have every run once, none costlier than a third above the mean or its costliest run', () => {
    const shards = [1, 2, 3, 4, 5, 6, 7, 8].map((index) => shardOf(runs, { index, count: 8 }));
    expect(new Set(shards.flat())).toEqual(new Set(runs));
    expect(shards.flat()).toHaveLength(3 * 71);
    const limit = Math.max((4 / 3) * (totalCost(runs) / 8), ...runs.map(({ cost }) => cost));
    for (const shard of shards) expect(totalCost(shard)).toBeLessThanOrEqual(limit);
  });

  test('prepared data are used up before others are prepared; cheap ones come first', () => {
    const keys = inOrder(runs).map(({ recipe, seed }) => preparationKey(recipe, seed));
    const changes = keys.filter((key, i) => key !== keys[i - 1]);
    expect(new Set(changes).size).toBe(changes.length);
    const costs = inOrder(planRuns(selected(recipes, ['002']), 1)).map(({ cost }) => cost);
    expect(costs).toEqual([...costs].sort((a, b) => a - b));
  });

  test('each run has a folder of its own', () => {
    expect(folderOf('runs', runs[0])).toBe('runs/000/dl-model-1/seed0');
    expect(new Set(runs.map((run) => folderOf('runs', run))).size).toBe(runs.length);
  });

  test('a batch of one costs more than three times a batch of 128, offline copies ten times the images', () => {
    const costNamed = (id: string) => costOf(recipes.find((recipe) => recipe.id === id)!);
    const withoutCopies = recipeSchema.parse({ ...recipes.find(({ id }) => id === '001/2x100'), augmentation: null });
    expect(costNamed('002/batch1-200') / costNamed('002/width-200')).toBeGreaterThan(3);
    expect((costNamed('001/2x100') - 1) / (costOf(withoutCopies) - 1)).toBeCloseTo(10, 6); // a second is for measuring
  });

  test('a quick recipe is valid, of the same network, and costs seconds', () => {
    for (const recipe of recipes) {
      const quick = quickRecipe(recipe);
      expect(recipeSchema.safeParse(quick).success).toBe(true);
      expect(quick.layers).toEqual(recipe.layers);
      expect(costOf(quick)).toBeLessThan(15);
    }
  });
});

describe('the time left', () => {
  test('is the estimate at first, then follows what was measured', () => {
    const left = timeLeft();
    expect(left.of(100)).toBe(100);
    left.ended(40, 240);
    expect(left.of(100)).toBeCloseTo(300, 9); // 60 trusted + 240 measured, for 60 + 40 estimated
  });

  test.each([
    [0.4, '0 s'],
    [99, '99 s'],
    [100, '2 min'],
    [3600, '60 min'],
    [11_100, '3 h 5 min'],
  ])('%f seconds read %s', (seconds, text) => {
    expect(durationText(seconds)).toBe(text);
  });
});
