import type { Interval } from '../statistics/interval.js';
import { meanOf, sampleDeviation } from '../../data/statistics/sample.js';
import { meanInterval } from '../statistics/mean-interval.js';
import type { ComparedRun } from './compared-run.js';

/** How much several runs of one training differ. */
export interface SeedSpread {
  /** Of the runs, in the order given. */
  readonly names: readonly string[];
  readonly seeds: readonly number[];
  readonly mean: number;
  /** Standard deviation with n - 1 in the denominator. */
  readonly deviation: number;
  readonly lowest: number;
  readonly highest: number;
  /** 95 % interval of the mean over all seeds: mean +- t s / sqrt(n), Student's t with n - 1 degrees of freedom. */
  readonly interval: Interval;
}

/** The spread of accuracies for each group of runs that differ only in their seed. Groups of one seed are left out. */
export function seedSpreads(runs: readonly ComparedRun[]): SeedSpread[] {
  const groups = new Map<string, ComparedRun[]>();
  for (const run of runs) {
    const key = JSON.stringify([run.sameButSeed, run.scoredOn]);
    groups.set(key, [...(groups.get(key) ?? []), run]);
  }
  return [...groups.values()].filter((group) => new Set(group.map(({ seed }) => seed)).size > 1).map(spreadOf);
}

function spreadOf(group: readonly ComparedRun[]): SeedSpread {
  const accuracies = group.map(({ right, images }) => right / images);
  const { low, high } = meanInterval(accuracies)!;
  return {
    names: group.map(({ name }) => name),
    seeds: group.map(({ seed }) => seed),
    mean: meanOf(accuracies),
    deviation: sampleDeviation(accuracies),
    lowest: Math.min(...accuracies),
    highest: Math.max(...accuracies),
    interval: { low: Math.max(0, low), high: Math.min(1, high) },
  };
}
