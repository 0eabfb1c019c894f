/**
 * The spread between runs that the notebooks themselves show: the source where ours have one seed each.
 *
 * Notebook 002 trains some networks two or three times, in different sections: 100 units gave 0.9723, 0.9700 and 0.9710. Trainings
 * that are the same in all but name form a group; their pooled spread is 0.13 points, from seven degrees of freedom. So two runs of
 * one training differ by about 0.18 points (sqrt(2) times as much), and the 95 % prediction interval around a single run of ours is
 * 2.36 x 0.13 x sqrt(2) = 0.43 points to each side.
 */
import type { Recipe } from '../../../src/recipe/schema/recipe.js';
import { trainingText } from '../training-text.js';
import { pooledSpread, type Spread } from './spread.js';

/** The pooled spread of published figures of the same training; null where none is repeated. */
export function publishedSpread(recipes: readonly Recipe[]): Spread | null {
  const groups = new Map<string, number[]>();
  for (const recipe of recipes) {
    const value = recipe.published?.value ?? null;
    if (value === null) continue;
    const training = trainingText(recipe);
    groups.set(training, [...(groups.get(training) ?? []), value]);
  }
  return pooledSpread([...groups.values()]);
}
