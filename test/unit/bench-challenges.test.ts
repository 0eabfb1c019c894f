import { describe, expect, test } from 'vitest';
import { checkLimits, chosenOf, finalRecipe } from '../../bench/challenges/choose.js';
import { challenges, selectedChallenges } from '../../bench/challenges/index.js';
import { summaryOf } from '../../bench/challenges/challenge-text.js';
import type { ChallengeResult } from '../../bench/challenges/result-file.js';
import type { FinishedRun } from '../../bench/reproduce/finished-run.js';
import { buildModel } from '../../src/recipe/build-recipe.js';
import { checkRecipe } from '../../src/recipe/check-recipe.js';
import { recipeSchema } from '../../src/recipe/schema/recipe.js';
import { summarize } from '../../src/nn/summary.js';
import { parameterCount } from '../../bench/reproduce/recipe-cost.js';
import { referenceBackend } from '../../src/backend/reference/reference-backend.js';

const recipesOf = (name: string) =>
  selectedChallenges([name])[0].candidates.map((candidate) => recipeSchema.parse(candidate));

function runOf(id: string, figures: object, trainingSeconds = 1): FinishedRun {
  return { result: { id, figures, trainingSeconds, parameters: { total: 100 } } } as unknown as FinishedRun;
}

describe('every challenge', () => {
  test.each(challenges.map((challenge) => [challenge.name, challenge] as const))(
    '%s: candidates are sound recipes within the limits, and none is validated on test images',
    (_name, challenge) => {
      const candidates = challenge.candidates.map((candidate) => recipeSchema.parse(candidate));
      checkLimits(challenge, candidates);
      for (const recipe of candidates) {
        checkRecipe(recipe, recipe.id);
        const model = buildModel(recipe, [28, 28, 1], 10, { seed: 0, backend: referenceBackend() });
        expect(parameterCount(recipe)).toBe(summarize(model).total);
        expect(recipe.validation).toEqual({ kind: 'random', share: 1 / 6, seed: 0 });
      }
      expect(new Set(candidates.map(({ id }) => id)).size).toBe(candidates.length);
    },
  );

  test('a name that none has is refused in a line', () => {
    expect(() => selectedChallenges(['huge'])).toThrow("--only: found 'huge', expected some of tiny-convolution");
  });
});

describe('choosing', () => {
  test('takes the highest validation accuracy, whatever the test images say', () => {
    const candidates = recipesOf('small-dense');
    const runs = candidates.map(({ id }, i) =>
      runOf(id, { validationAccuracy: i === 2 ? 0.98 : 0.97, testAccuracy: i === 2 ? 0.5 : 0.99 }),
    );
    expect(chosenOf(candidates, runs).id).toBe(candidates[2].id);
  });

  test('of equals takes the first', () => {
    const candidates = recipesOf('best-dense');
    expect(
      chosenOf(
        candidates,
        candidates.map(({ id }) => runOf(id, { validationAccuracy: 0.98 })),
      ).id,
    ).toBe(candidates[0].id);
  });

  test('trains the chosen one on all training images, the same in all else', () => {
    const [challenge] = selectedChallenges(['tiny-convolution']);
    const [first] = recipesOf('tiny-convolution');
    expect(finalRecipe(challenge, first)).toEqual({ ...first, id: 'tiny-convolution', validation: { kind: 'none' } });
  });

  test.each([
    ['too many parameters', 'small-dense', 'best-dense', /has \d+ parameters, expected at most 13287/],
    ['a convolution', 'best-dense', 'tiny-convolution', /has a layer conv2d, expected a dense network/],
  ])('refuses a candidate with %s', (_what, challenge, other, message) => {
    expect(() => checkLimits(selectedChallenges([challenge])[0], recipesOf(other))).toThrow(message);
  });
});

describe('a challenge', () => {
  const [challenge] = selectedChallenges(['best-dense']);
  const result = (accuracies: readonly number[], seconds: number): ChallengeResult => ({
    name: challenge.name,
    candidates: [],
    chosen: 'best-dense/varied',
    runs: accuracies.map((testAccuracy) => runOf(challenge.name, { testAccuracy }, seconds)),
  });

  test('is met by the mean over seeds, within the time', () => {
    expect(summaryOf(challenge, result([0.986, 0.988, 0.987], 40))).toMatchObject({ isMet: true, seconds: 40 });
  });

  test.each([
    ['the mean is below the target, though the best seed is above', [0.985, 0.988, 0.986], 40],
    ['it takes longer than published', [0.99, 0.99, 0.99], 90],
  ])('is not met where %s', (_why, accuracies, seconds) => {
    expect(summaryOf(challenge, result(accuracies, seconds)).isMet).toBe(false);
  });
});
