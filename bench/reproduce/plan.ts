import { join } from 'node:path';
import { preparationKey } from '../../src/recipe/prepare.js';
import type { Recipe } from '../../src/recipe/schema/recipe.js';
import { costOf } from './recipe-cost.js';

/** One training to be made. */
export interface PlannedRun {
  readonly recipe: Recipe;
  readonly seed: number;
  /** Estimated seconds. */
  readonly cost: number;
}

/** A part of the work: the `index`th, from 1, of `count`. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

/** Every recipe with every seed from 0. */
export function planRuns(recipes: readonly Recipe[], seeds: number): PlannedRun[] {
  return recipes.flatMap((recipe) =>
    Array.from({ length: seeds }, (_, seed) => ({ recipe, seed, cost: costOf(recipe) })),
  );
}

/**
 * The runs of one shard. All shards together have each run once, and about the same cost: the costliest first, each to the shard that
 * has least so far (Graham 1969, "Bounds on multiprocessing timing anomalies": at most a third above the best). The same on every
 * machine.
 */
export function shardOf(runs: readonly PlannedRun[], { index, count }: Shard): PlannedRun[] {
  const shards = Array.from({ length: count }, () => ({ cost: 0, runs: [] as PlannedRun[] }));
  for (const run of [...runs].sort((a, b) => b.cost - a.cost)) {
    const least = shards.reduce((best, shard) => (shard.cost < best.cost ? shard : best));
    least.cost += run.cost;
    least.runs.push(run);
  }
  return shards[index - 1].runs;
}

/**
 * The order to work in: what is cheap first, so that faults show early; but trainings that share their prepared data one after the
 * other, so that none are prepared twice.
 */
export function inOrder(runs: readonly PlannedRun[]): PlannedRun[] {
  const sorted = [...runs].sort((a, b) => a.cost - b.cost);
  const groups = new Map<string, PlannedRun[]>();
  for (const run of sorted) {
    const key = preparationKey(run.recipe, run.seed);
    groups.set(key, [...(groups.get(key) ?? []), run]);
  }
  return [...groups.values()].sort((a, b) => totalCost(a) - totalCost(b)).flat();
}

/** Estimated seconds of runs together. */
export function totalCost(runs: readonly PlannedRun[]): number {
  return runs.reduce((total, { cost }) => total + cost, 0);
}

/** `002/width-200 seed 1`. */
export function nameOf({ recipe, seed }: PlannedRun): string {
  return `${recipe.id} seed ${seed}`;
}

/** `<root>/002/width-200/seed1`. */
export function folderOf(root: string, { recipe, seed }: PlannedRun): string {
  return join(root, ...recipe.id.split('/'), `seed${seed}`);
}
