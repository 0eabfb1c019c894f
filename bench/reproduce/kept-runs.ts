/** What a folder of runs holds of what is asked for. */
import { readdir, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Recipe } from '../../src/recipe/schema/recipe.js';
import { readFinished, wasBegun, type FinishedRun } from './finished-run.js';
import { folderOf, nameOf, planRuns, type PlannedRun } from './plan.js';

/**
 * Those of the runs that have not ended yet.
 * @throws {Error} in one line when some were begun and `resume` is not set: nothing that took hours is thrown away.
 */
export async function whatIsLeft(
  runs: readonly PlannedRun[],
  { folder, resume }: { readonly folder: string; readonly resume: boolean },
): Promise<PlannedRun[]> {
  const begun = runs.filter((run) => wasBegun(folder, run));
  if (begun.length > 0 && !resume) {
    throw new Error(
      `${folder} has ${begun.length} of these ${runs.length} runs already, ${nameOf(begun[0])} among them; ` +
        'give --resume to keep them and go on, or another folder with --runs',
    );
  }
  const finished = await Promise.all(runs.map((run) => readFinished(folder, run)));
  return runs.filter((_, i) => finished[i] === null);
}

/** All of the runs that have ended, in order. */
export async function whatIsFinished(runs: readonly PlannedRun[], folder: string): Promise<FinishedRun[]> {
  const found = await Promise.all(runs.map((run) => readFinished(folder, run)));
  return found.filter((run) => run !== null);
}

/** The runs of recipes that a folder holds, with any seed, whether they have ended or not. */
export async function begunRuns(recipes: readonly Recipe[], folder: string): Promise<PlannedRun[]> {
  const found = await Promise.all(
    planRuns(recipes, 1).map(async (first) => {
      const names = await readdir(dirname(folderOf(folder, first))).catch(() => []);
      const seeds = names.flatMap((name) => /^seed(\d+)$/.exec(name)?.slice(1).map(Number) ?? []);
      return seeds.sort((a, b) => a - b).map((seed) => ({ ...first, seed }));
    }),
  );
  return found.flat();
}

/** Removes runs. */
export async function forget(runs: readonly PlannedRun[], folder: string): Promise<void> {
  for (const run of runs) await rm(folderOf(folder, run), { recursive: true, force: true });
}
