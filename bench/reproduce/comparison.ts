/** What is said about each experiment: ours beside the published, all computed from the finished runs. */
import { causeOf } from '../notebooks/causes.js';
import { notebookOf } from '../notebooks/index.js';
import type { Notebook } from '../notebooks/notebook.js';
import type { FigureName, Published } from '../../src/recipe/schema/published.js';
import type { Recipe } from '../../src/recipe/schema/recipe.js';
import type { FinishedRun } from './finished-run.js';
import type { Interval } from '../../src/report/statistics/interval.js';
import { meanOf } from '../../src/data/statistics/sample.js';
import { meanInterval } from '../../src/report/statistics/mean-interval.js';
import { predictionInterval } from './statistics/intervals.js';
import { publishedSpread } from './statistics/published-repeats.js';
import { pooledSpread, type Spread } from './statistics/spread.js';
import { verdictOn, type Verdict } from './statistics/verdict.js';

/** An experiment with its runs. Figures are shares from 0 to 1. */
export interface Comparison {
  readonly recipe: Recipe;
  readonly published: Published;
  readonly notebook: Notebook;
  readonly runs: readonly FinishedRun[];
  /** Mean over the runs; null where there is none. */
  readonly mean: number | null;
  /** Of the mean, with 95 % confidence; null below two runs. */
  readonly interval: Interval | null;
  /** Of one further run, with 95 % confidence. */
  readonly prediction: Interval | null;
  readonly verdict: Verdict;
  /** Why ours is worse, as far as it is known. */
  readonly cause: string | null;
  /**
   * Seconds of the same work as the published, of the run with the lowest seed: one training beside one training. (Further seeds say how
   * far accuracies scatter, and are often run while the machine does other things.)
   */
  readonly seconds: number | null;
  /** Parameters that the trained network has. */
  readonly parameters: number | null;
}

/** The spread between seeds that a notebook's verdicts are made with. */
export interface NotebookSpread extends Spread {
  /** `seeds`: ours. `repeats`: the published ones of the same training, since ours have one seed each. */
  readonly source: 'seeds' | 'repeats';
}

/**
 * Compares every recipe with its finished runs.
 *
 * The spread between seeds is pooled over a notebook's experiments wherever one of them was run twice; otherwise it is that of the
 * published repeats (statistics/published-repeats.ts). Images that are not the same ones add their binomial error.
 */
export function compare(recipes: readonly Recipe[], runs: readonly FinishedRun[]): Comparison[] {
  const runsOf = (id: string) => runs.filter(({ result }) => result.id === id);
  return recipes.map((recipe) => {
    const spread = spreadOfNotebook(notebookOf(recipe.id), recipes, runs);
    return comparisonOf(recipe, runsOf(recipe.id), spread);
  });
}

/** See `compare`. */
export function spreadOfNotebook(
  { number }: Notebook,
  recipes: readonly Recipe[],
  runs: readonly FinishedRun[],
): NotebookSpread {
  const own = recipes.filter(({ id }) => notebookOf(id).number === number);
  const ours = pooledSpread(own.map((recipe) => figuresOf(recipe, runs)));
  if (ours) return { ...ours, source: 'seeds' };
  const theirs = publishedSpread(recipes);
  if (theirs) return { ...theirs, source: 'repeats' };
  throw new RangeError('compare: neither our runs nor the published figures repeat a training');
}

function figuresOf({ id, published }: Recipe, runs: readonly FinishedRun[]): number[] {
  return runs.filter(({ result }) => result.id === id).flatMap(({ result }) => result.figures[published!.figure] ?? []);
}

function comparisonOf(recipe: Recipe, runs: readonly FinishedRun[], spread: Spread): Comparison {
  const published = recipe.published!;
  const notebook = notebookOf(recipe.id);
  const values = figuresOf(recipe, runs);
  const prediction = values.length === 0 ? null : predictionInterval(values, spread, countedShares(values));
  const verdict = verdictOn(published.value, prediction);
  return {
    recipe,
    published,
    notebook,
    runs,
    mean: meanOrNull(values),
    interval: meanInterval(values),
    prediction,
    verdict,
    cause: verdict === 'worse' ? causeOf(recipe.id) : null,
    seconds: runs.length === 0 ? null : comparableSeconds(notebook, ofLowestSeed(runs).result),
    parameters: runs.length > 0 ? runs[0].result.parameters.total : null,
  };

  function countedShares(ours: readonly number[]) {
    if (notebook.scoresSameImages || published.value === null) return [];
    const count = runs[0].result.counts[published.figure] ?? notebook.scoredCount;
    return [
      { share: published.value, count: notebook.scoredCount },
      { share: meanOf(ours), count },
    ];
  }
}

function comparableSeconds({ secondsCover }: Notebook, result: FinishedRun['result']): number {
  return result.trainingSeconds + (secondsCover === 'all' ? result.preparationSeconds : 0);
}

function ofLowestSeed(runs: readonly FinishedRun[]): FinishedRun {
  return runs.reduce((lowest, run) => (run.result.seed < lowest.result.seed ? run : lowest));
}

/** Mean of a figure over an experiment's runs; null where none has it. */
export function meanFigure({ runs }: Comparison, figure: FigureName): number | null {
  return meanOrNull(runs.flatMap(({ result }) => result.figures[figure] ?? []));
}

/**
 * Mean loss on the images of the published figure. Published losses are the last epoch's, with penalties; so is this one, but for
 * test images, which are scored once at the end.
 */
export function meanLoss({ runs, published: { figure } }: Comparison): number | null {
  return meanOrNull(
    runs.flatMap(({ result }) => {
      const last = result.epochs[result.epochs.length - 1];
      return (figure === 'validationAccuracy' ? last?.validationLoss : result.losses[figure]) ?? [];
    }),
  );
}

function meanOrNull(values: readonly number[]): number | null {
  return values.length === 0 ? null : meanOf(values);
}
