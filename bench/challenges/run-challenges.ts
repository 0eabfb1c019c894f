import { recipeSchema, type Recipe } from '../../src/recipe/schema/recipe.js';
import type { FinishedRun } from '../reproduce/finished-run.js';
import { whatIsFinished, whatIsLeft } from '../reproduce/kept-runs.js';
import { planRuns, type PlannedRun } from '../reproduce/plan.js';
import { reproductionProgress } from '../reproduce/progress.js';
import { quickRecipe } from '../reproduce/quick.js';
import { runAll, type Trainer } from '../reproduce/run-all.js';
import type { Challenge } from './challenge.js';
import { checkLimits, chosenOf, finalRecipe } from './choose.js';
import type { ChallengeResult } from './result-file.js';

export interface ChallengeOptions {
  /** Where trainings are kept: what has ended is not made again. */
  readonly folder: string;
  /** Of the chosen candidate. */
  readonly seeds: number;
  /** Few images, few epochs: to see that everything runs. */
  readonly quick: boolean;
  readonly signal: AbortSignal;
  /** Trains candidates, without a look at the test images. */
  readonly tryOut: Trainer;
  /** Trains what was chosen, and scores it. */
  readonly train: Trainer;
}

/** What became of a challenge, and the recipe that was chosen. */
export interface MetChallenge {
  readonly result: ChallengeResult;
  readonly recipe: Recipe;
}

/**
 * Tries every candidate with seed 0, takes the one with the highest validation accuracy, trains it on all training images with several
 * seeds and scores it on the test images.
 * @throws {HandgradError} when a candidate breaks the limits.
 * @throws {Error} when a training fails, or `signal` is aborted; what has ended is kept.
 */
export async function meet(challenge: Challenge, options: ChallengeOptions): Promise<MetChallenge> {
  const { seeds, quick, tryOut, train } = options;
  const candidates = challenge.candidates.map((candidate) => recipeSchema.parse(candidate));
  checkLimits(challenge, candidates);
  const shortened = (recipe: Recipe) => (quick ? quickRecipe(recipe) : recipe);
  const tried = await finished(planRuns(candidates.map(shortened), 1), tryOut, options);
  const chosen = chosenOf(candidates, tried);
  const recipe = finalRecipe(challenge, chosen);
  const runs = await finished(planRuns([shortened(recipe)], seeds), train, options);
  return { result: { name: challenge.name, candidates: tried, chosen: chosen.id, runs }, recipe };
}

/** Makes what is left of some runs; returns all of them. */
async function finished(
  runs: readonly PlannedRun[],
  train: Trainer,
  { folder, signal }: ChallengeOptions,
): Promise<FinishedRun[]> {
  const left = await whatIsLeft(runs, { folder, resume: true });
  const progress = reproductionProgress(left);
  try {
    const failures = await runAll(left, { folder, train, signal, progress });
    for (const { run, message } of failures) throw new Error(`${run.recipe.id} seed ${run.seed}: ${message}`);
  } finally {
    progress.close();
  }
  signal.throwIfAborted();
  return whatIsFinished(runs, folder);
}
