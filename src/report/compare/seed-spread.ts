import type { Interval } from '../wilson-interval.js';
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

/**
 * The two-sided 95 % quantile of Student's t by degrees of freedom, from 1 (Abramowitz & Stegun 1964, table 26.10). Beyond the table
 * the value of its end is taken, which makes the interval a little too wide.
 */
const T_95 = [
  12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.16, 2.145, 2.131, 2.12, 2.11,
  2.101, 2.093, 2.086, 2.08, 2.074, 2.069, 2.064, 2.06, 2.056, 2.052, 2.048, 2.045, 2.042,
];

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
  const count = accuracies.length;
  const mean = accuracies.reduce((sum, accuracy) => sum + accuracy, 0) / count;
  const deviation = Math.sqrt(accuracies.reduce((sum, accuracy) => sum + (accuracy - mean) ** 2, 0) / (count - 1));
  const halfWidth = (T_95[Math.min(count - 1, T_95.length) - 1] * deviation) / Math.sqrt(count);
  return {
    names: group.map(({ name }) => name),
    seeds: group.map(({ seed }) => seed),
    mean,
    deviation,
    lowest: Math.min(...accuracies),
    highest: Math.max(...accuracies),
    interval: { low: Math.max(0, mean - halfWidth), high: Math.min(1, mean + halfWidth) },
  };
}
