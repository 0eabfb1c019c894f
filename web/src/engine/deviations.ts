import type { DigitData } from '../../../src/data/dataset.js';
import type { Recipe } from '../../../src/recipe/schema/recipe.js';

/** What the published trainings learned from. */
const DATA_NAMES: Readonly<Record<string, string>> = {
  mnist: 'MNIST',
  kaggle: "Kaggle's Digit Recognizer",
  polymnist: 'PolyMNIST, digits over coloured backgrounds',
};

/** What is other here than where a recipe was published: a sentence for each. */
export function deviationsOf(
  { data: { set }, published }: Pick<Recipe, 'data' | 'published'>,
  data: DigitData,
): string[] {
  if (published === null) return [];
  return [`Published on ${DATA_NAMES[set] ?? set}; here it learns from ${data.source}.`];
}
