import { currentCommit, describeMachine, handgradVersion } from '../machine.js';
import type { RecipeResult } from '../../src/recipe/result.js';
import { keepFinished, recipeSha256 } from './finished-run.js';
import { folderOf, type PlannedRun } from './plan.js';
import type { ReproductionProgress } from './progress.js';

/** How one run is trained. Rejects when `signal` ends it. */
export type Trainer = (
  run: PlannedRun,
  options: {
    /** Where checkpoints are kept; a run that was begun there before goes on. */
    readonly folder: string;
    readonly signal: AbortSignal;
    /** Called with the share that is done, from 0 to 1. */
    readonly onProgress: (share: number) => void;
    /** Called with what goes on before the training: `download train-images`. */
    readonly onActivity: (text: string) => void;
  },
) => Promise<RecipeResult>;

export interface RunAllOptions {
  /** Where runs are kept. */
  readonly folder: string;
  readonly train: Trainer;
  readonly signal: AbortSignal;
  readonly progress: ReproductionProgress;
}

/** A run that could not be made, and why. */
export interface Failure {
  readonly run: PlannedRun;
  readonly message: string;
}

/**
 * Trains what is left, one after the other, and keeps each as it ends. What fails is reported, and the others go on.
 * Returns the failures; after an interruption those so far.
 */
export async function runAll(runs: readonly PlannedRun[], options: RunAllOptions): Promise<Failure[]> {
  const { folder, train, signal, progress } = options;
  const madeWith = { handgrad: handgradVersion(), commit: currentCommit(), machine: describeMachine() };
  const failures: Failure[] = [];
  for (const run of runs) {
    if (signal.aborted) break;
    const began = performance.now();
    progress.begin(run);
    try {
      const result = await train(run, {
        folder: folderOf(folder, run),
        signal,
        onProgress: (share) => progress.advance(share),
        onActivity: (text) => progress.prepare(text),
      });
      const date = new Date().toISOString();
      const kept = { ...result, data: withoutPaths(result.data) };
      await keepFinished(folder, run, { date, recipeSha256: recipeSha256(run), ...madeWith, result: kept });
      progress.end(run, (performance.now() - began) / 1000, resultText(run, result));
    } catch (error) {
      if (signal.aborted) break;
      const message = error instanceof Error ? error.message : String(error);
      failures.push({ run, message });
      progress.end(run, null, `failed: ${message}`);
    }
  }
  return failures;
}

function resultText({ recipe: { published } }: PlannedRun, { figures }: RecipeResult): string {
  const reached = published && figures[published.figure];
  if (!published || typeof reached !== 'number') return 'done';
  const percent = (share: number) => `${(100 * share).toFixed(2)} %`;
  return `${percent(reached)} (${published.value === null ? 'unreadable' : `published ${percent(published.value)}`})`;
}

/** `mnist: 60,000 + 10,000 images from /data/mnist (given by --data)` without where they lay, which means nothing elsewhere. */
function withoutPaths(data: string): string {
  return data.replace(/ \(given by [^)]*\)/g, '').replace(/ (from|in|into) (\/|[A-Z]:\\)[^\s;,)]*/g, '');
}
