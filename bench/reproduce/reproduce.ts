import { join } from 'node:path';
import { EXIT } from '../../src/cli/exit-code.js';
import { interruptible } from '../../src/cli/interruption.js';
import { refusingFetch } from '../../src/cli/refusing-fetch.js';
import { withBackend } from '../../src/cli/settings/backend-settings.js';
import { allRecipes } from '../notebooks/index.js';
import { inOrder, nameOf, planRuns, shardOf, type PlannedRun, type Shard } from './plan.js';
import { reproductionProgress } from './progress.js';
import { publishReproduction } from './publish.js';
import { quickRecipe } from './quick.js';
import { reproductionOf, writeReproduction, type Reproduction } from './results-file.js';
import { begunRuns, forget, whatIsFinished, whatIsLeft } from './kept-runs.js';
import { runAll, type Failure, type Trainer } from './run-all.js';
import { selected } from './selection.js';
import { commandLine } from '../output.js';
import { recipeTrainer } from './train-run.js';

/** What the command line says. */
export interface ReproduceOptions {
  readonly only: readonly string[];
  readonly seeds: number;
  readonly shard?: Shard;
  readonly quick?: boolean;
  readonly data?: string;
  readonly network?: boolean;
  readonly backend: string;
  readonly resume?: boolean;
  readonly runs?: string;
  readonly out?: string;
  readonly json?: boolean;
}

/** Lends a trainer to `work`. */
export type WithTrainer = <T>(options: ReproduceOptions, work: (train: Trainer) => Promise<T>) => Promise<T>;

/**
 * Trains what was asked for and is left, and writes the report on all of the runs that are kept. `withTrainer`: how recipes are trained.
 * @throws {Error} in one line for what was given wrongly, before anything is trained.
 */
export async function reproduce(options: ReproduceOptions, withTrainer: WithTrainer = onBackend): Promise<void> {
  const { only, seeds, shard, quick = false, resume = false } = options;
  const folder = options.runs ?? (quick ? 'runs/reproduce-quick' : 'runs/reproduce');
  const recipes = allRecipes().map((recipe) => (quick ? quickRecipe(recipe) : recipe));
  const asked = planRuns(selected(recipes, only), seeds);
  const runs = shard ? shardOf(asked, shard) : asked;
  if (quick && !resume) await forget(runs, folder);
  const left = inOrder(await whatIsLeft(runs, { folder, resume }));
  if (left.length < runs.length) say(`${runs.length - left.length} of ${runs.length} trainings are kept`);
  const { failures, isInterrupted } =
    left.length === 0 ? nothingToDo : await withTrainer(options, (train) => trainAll(left, { folder, train }));
  const reproductionWith = async (kept: readonly PlannedRun[]) =>
    reproductionOf({ isQuick: quick, command: commandLine('reproduce'), runs: await whatIsFinished(kept, folder) });
  if (shard) await writeShard(await reproductionWith(runs), shard, options.out ?? folder);
  // On all that is kept, whatever was asked for today.
  else
    await publishReproduction(await reproductionWith(await begunRuns(recipes, folder)), recipes, {
      ...options,
      fallback: folder,
    });
  report(failures, isInterrupted);
}

/** A shard's results alone: `merge` makes the report. */
async function writeShard(reproduction: Reproduction, { index, count }: Shard, folder: string): Promise<void> {
  const path = join(folder, `notebooks-${index}-of-${count}.json`);
  await writeReproduction(path, reproduction);
  process.stdout.write(`${reproduction.runs.length} trainings of shard ${index}/${count}\n${path}\n`);
}

const nothingToDo = { failures: [] as Failure[], isInterrupted: false };

async function trainAll(left: readonly PlannedRun[], { folder, train }: { folder: string; train: Trainer }) {
  const progress = reproductionProgress(left);
  try {
    return await interruptible('Ending after this step and saving', async (signal) => {
      const failures = await runAll(left, { folder, train, signal, progress });
      return { failures, isInterrupted: signal.aborted };
    });
  } finally {
    progress.close();
  }
}

const onBackend: WithTrainer = ({ backend: name, data, network = true }, work) =>
  withBackend(name, async (backend, why) => {
    say(`backend: ${why}`);
    const place = { ...(data !== undefined && { data }), ...(!network && { fetch: refusingFetch }) };
    return work(recipeTrainer(backend, place));
  });

/** Says on standard error what did not end, and sets the exit code. */
function report(failures: readonly Failure[], isInterrupted: boolean): void {
  for (const { run, message } of failures) say(`${nameOf(run)} failed: ${message}`);
  if (failures.length > 0) process.exitCode = EXIT.failure;
  if (!isInterrupted) return;
  say('interrupted: the same command with --resume goes on');
  process.exitCode = EXIT.interrupted;
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}
