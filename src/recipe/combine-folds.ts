import { meanOf, sampleDeviation } from '../data/statistics/sample.js';
import type { RecipeResult } from './result.js';
import { figureNames, type FigureName } from './schema/published.js';

type Figures = Readonly<Partial<Record<FigureName, number>>>;

/**
 * The result of a cross-validation: figures and losses are means over the folds, seconds sums, and `folds` has each fold's figures,
 * whose spread says how far the mean can be trusted. Counts are of all folds together. Epochs are the first fold's.
 */
export function combineFolds(results: readonly RecipeResult[]): RecipeResult {
  const [first] = results;
  const total = (part: 'trainingSeconds' | 'preparationSeconds') => sumOf(results.map((result) => result[part]));
  return {
    ...first,
    figures: over(results, 'figures', meanOf),
    losses: over(results, 'losses', meanOf),
    counts: over(results, 'counts', sumOf),
    trainingSeconds: total('trainingSeconds'),
    preparationSeconds: total('preparationSeconds'),
    folds: results.map(({ figures }) => figures),
  };
}

/** Sample standard deviation of a figure over the folds of a result; null where there are no folds that have it. */
export function deviationOverFolds({ folds }: RecipeResult, figure: FigureName): number | null {
  const values = (folds ?? []).flatMap((figures) => figures[figure] ?? []);
  if (values.length < 2) return null;
  return sampleDeviation(values);
}

function over(
  results: readonly RecipeResult[],
  part: 'figures' | 'losses' | 'counts',
  combine: (values: readonly number[]) => number,
): Figures {
  const entries = figureNames.map((name) => [name, results.flatMap((result) => result[part][name] ?? [])] as const);
  return Object.fromEntries(
    entries.filter(([, values]) => values.length > 0).map(([name, values]) => [name, combine(values)]),
  );
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
