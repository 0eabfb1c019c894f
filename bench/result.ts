import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { BackendReport } from './backends.js';
import type { Ceiling } from './ceilings/ceiling.js';
import { currentCommit, describeMachine, packageVersions, type Commit, type Machine } from './machine.js';
import { spreadOf, type Spread } from './statistics.js';

/** What every suite writes: who measured, on what, and every measurement with its spread. */
export interface BenchResult {
  readonly format: typeof FORMAT;
  readonly suite: Suite;
  /** When the bench began, ISO 8601. */
  readonly date: string;
  /** Null where there was no git. */
  readonly commit: Commit | null;
  /** The words after the program's name. */
  readonly arguments: readonly string[];
  readonly machine: Machine;
  /** Versions of packages and peers, by name. */
  readonly versions: Readonly<Record<string, string>>;
  /** Every backend that there is, and why one was not measured. */
  readonly backends: readonly BackendReport[];
  readonly ceilings: readonly Ceiling[];
  readonly measurements: readonly Measurement[];
  /** What could not be measured, and differences in the work done. */
  readonly remarks: readonly Remark[];
}

export type Suite = 'kernels' | 'train' | 'peers' | 'gpu';

/** One thing measured, several times. */
export interface Measurement {
  /** Unique in a result, the same in every result: `matmul 256 x 256 x 256 on reference`. */
  readonly id: string;
  /** What belongs into one chart: a kernel family, `workloads`, `scaling with batch`. */
  readonly group: string;
  /** The kernel or the workload. */
  readonly name: string;
  /** What the name leaves open: a kernel's sizes, a network's batch. */
  readonly size: string;
  /** The size as one number, for an axis. */
  readonly scale: number;
  /** The backend or peer. */
  readonly runner: string;
  /** Milliseconds of one operation or step. */
  readonly milliseconds: Spread;
  readonly samples: readonly number[];
  /** Further figures, all from the median: `gflops`, `gigabytesPerSecond`, `imagesPerSecond`, ... */
  readonly figures: Readonly<Partial<Record<Figure, number>>>;
}

export type Figure =
  /** Operations (a kernel's launches, a workload's steps) per second. */
  | 'operationsPerSecond'
  /** Of the mean: half the width of its 95 % confidence interval, in per cent (benchmark.js). */
  | 'relativeMarginPercent'
  /** 1e9 floating-point operations per second. */
  | 'gflops'
  /** 1e9 bytes per second of the operands, each read or written once. */
  | 'gigabytesPerSecond'
  /** Of the ceiling that the operation meets first. */
  | 'ceilingShare'
  | 'imagesPerSecond'
  | 'peakMemoryBytes'
  /** Mean loss of the last checked pass, the same of the reference backend, and their relative difference. */
  | 'loss'
  | 'expectedLoss'
  | 'lossDifference';

/** Something to know about a runner and a workload. */
export interface Remark {
  readonly runner: string;
  /** The kernel or workload; null for all. */
  readonly name: string | null;
  /** `failed`: there is no measurement. `different`: there is one, of work that is not the same. */
  readonly kind: 'failed' | 'different';
  readonly text: string;
}

const FORMAT = 'handgrad-bench 1';

/** The packages whose versions matter to what is measured. */
const MEASURED_PACKAGES = ['webgpu', 'gpu.js', 'benchmark'];

/** A measurement with its spread from its samples. */
export function measurement(parts: Omit<Measurement, 'id' | 'milliseconds'>): Measurement {
  const { name, size, runner, samples } = parts;
  const id = `${[name, size].filter((part) => part !== '').join(' ')} on ${runner}`;
  return { id, ...parts, milliseconds: spreadOf(samples) };
}

/** What a result says before anything is measured. Called when the bench begins. */
export function resultHeader(suite: Suite) {
  return {
    format: FORMAT,
    suite,
    date: new Date().toISOString(),
    commit: currentCommit(),
    arguments: process.argv.slice(2),
    machine: describeMachine(),
    versions: packageVersions(MEASURED_PACKAGES),
  } as const;
}

/** Writes a result as indented JSON; `path` undefined: a file of its own in bench/results/. Returns the path. */
export function writeResult(result: BenchResult, path?: string): string {
  const moment = result.date.slice(0, 19).replaceAll(':', '');
  const target = path ?? join('bench', 'results', `${result.suite}-${moment}.json`);
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, `${JSON.stringify(result, null, 1)}\n`);
  return target;
}

/** @throws {Error} in one line when the file is no result of a bench. */
export function readResult(path: string): BenchResult {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new Error(`${path}: cannot be read as JSON (${(error as Error).message}); give a file from bench/results/`, {
      cause: error,
    });
  }
  if (typeof value !== 'object' || value === null || !('format' in value) || value.format !== FORMAT) {
    throw new Error(`${path}: expected a result with the format '${FORMAT}'; give a file from bench/results/`);
  }
  return value as BenchResult;
}
