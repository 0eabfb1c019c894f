import type { Command } from 'commander';
import { summarize } from '../../nn/summary.js';
import { lossOf } from '../../recipe/build-recipe.js';
import type { TestData } from '../../recipe/prepare.js';
import { comparedFigures, type ComparedFigures, type ComparedRun } from '../../report/compare/compared-run.js';
import type { Comparison } from '../../report/compare/comparison-page.js';
import { seedSpreads, type SeedSpread } from '../../report/compare/seed-spread.js';
import { evaluate } from '../../train/evaluate.js';
import { commandText } from '../command-text.js';
import { flag, givenOptions } from '../flags.js';
import { findModel, openModel, type ModelTarget } from '../model-target.js';
import { print, printJson, printSentence } from '../print.js';
import { runTarget, testOfRun, type RunTarget } from '../reported-run.js';
import { UsageError } from '../report-error.js';
import { settingsOnly } from '../run-settings.js';
import { addBackendFlag, withBackend } from '../settings/backend-settings.js';
import { addDataFlags, type NetworkFlag } from '../settings/data-settings.js';
import { shortened, tableText } from '../table.js';

export function addCompareCommand(program: Command): void {
  const command = program
    .command('compare')
    .summary('compare several runs')
    .description(
      'Tests several runs, each on the test images of its data, and puts them side by side with 95 % intervals. ' +
        'Of runs that differ only in their seed, the spread is shown, too. With --out also as a page with charts.',
    )
    .argument('<runs...>', "runs' folders, or their names in runs/");
  flag(command, '--out <folder>', 'also write compare.html, compare.json and charts/ (SVG, PNG)');
  command.option('--json', 'write one JSON object');
  addDataFlags(command);
  addBackendFlag(command);
  command.addHelpText(
    'after',
    '\nExamples:\n  handgrad compare mlp-seed0 wide deep\n  handgrad compare runs/* --out comparison',
  );
  command.action((targets: string[]) => compare(targets, command));
}

async function compare(targets: readonly string[], command: Command): Promise<void> {
  const flags = command.opts<NetworkFlag & { out?: string; json?: boolean; backend: string }>();
  const { out, json, backend } = flags;
  const found: { model: ModelTarget; run: RunTarget }[] = [];
  for (const target of targets) {
    const model = await findModel(target);
    found.push({ model, run: await runTarget(model) });
  }
  checkNames(found.map(({ run }) => run));
  await withBackend(backend, async (_, why) => {
    const given = settingsOnly(givenOptions(command));
    const runs = await measured(found, (run) => testOfRun(run, given, flags));
    const comparison: Comparison = { runs: comparedFigures(runs), seeds: seedSpreads(runs) };
    let page: string | null = null;
    if (out !== undefined) {
      // Charts take a while to load, and are only drawn when asked for.
      const { writeComparison } = await import('../../report/compare/write-comparison.js');
      page = await writeComparison(out, runs, comparison, commandText(process.argv.slice(2)));
    }
    if (json) return printJson({ ...comparison, page });
    printSentence(`Backend: ${why}.`);
    printComparison(comparison);
    if (page !== null) print(`\nThe same with charts: ${page}`);
  });
}

/** Charts and tables tell runs by their names. */
function checkNames(runs: readonly RunTarget[]): void {
  const names = runs.map(({ folder }) => folder.name);
  const twice = names.find((name, i) => names.indexOf(name) < i);
  if (twice === undefined) return;
  throw new UsageError(
    `two runs are called ${twice}; give each once, and rename one folder if they differ`,
    'handgrad compare',
  );
}

async function measured(
  found: readonly { model: ModelTarget; run: RunTarget }[],
  open: (run: RunTarget) => Promise<TestData>,
): Promise<ComparedRun[]> {
  const loaded = new Map<string, Pick<TestData, 'test' | 'pictures'>>();
  const runs: ComparedRun[] = [];
  for (const { model: target, run } of found) {
    const { recipe, seed, dataSha256 } = run;
    // Runs on the same images that prepare them in the same way share them.
    const key = JSON.stringify([dataSha256, recipe.preprocessing]);
    const { test, pictures } = loaded.get(key) ?? (await open(run));
    if (!loaded.has(key)) loaded.set(key, { test, pictures });
    const model = await openModel(target);
    const means = await evaluate(model, test, { loss: lossOf(recipe.training), penalties: false });
    runs.push({
      name: run.folder.name,
      seed,
      // The images tell the data, which may lie in several folders.
      sameButSeed: JSON.stringify({ ...recipe, data: dataSha256 }),
      epochs: run.epochs,
      parameters: summarize(model).total,
      scoredOn: `${test.count.toLocaleString('en-US')} test images of ${pictures.name}, ${pictures.description}`,
      images: test.count,
      right: Math.round(means.accuracy * test.count),
      loss: means.loss,
    });
  }
  return runs;
}

/** Room for a run's name, so that the table has 80 columns. */
const NAME_WIDTH = 18;

function printComparison({ runs, seeds }: Comparison): void {
  for (const scoredOn of new Set(runs.map((run) => run.scoredOn))) {
    print();
    printSentence(`${scoredOn}:`);
    print(runTable(runs.filter((run) => run.scoredOn === scoredOn)));
  }
  if (seeds.length > 0) print();
  for (const spread of seeds) printSentence(spreadText(spread));
}

function runTable(runs: readonly ComparedFigures[]): string {
  const columns = ['run', 'accuracy', '95 % interval', 'loss', 'parameters', 'epochs', 'time'];
  return tableText(
    columns.map((title, i) => ({ title, align: i === 0 ? 'left' : 'right' })),
    runs.map(({ name, accuracy, interval, loss, parameters, epochs, seconds }) => [
      shortened(name, NAME_WIDTH),
      `${percent(accuracy)} %`,
      `${percent(interval.low)}-${percent(interval.high)}`,
      loss.toFixed(4),
      parameters.toLocaleString('en-US'),
      String(epochs),
      `${seconds.toFixed(1)} s`,
    ]),
  );
}

function spreadText({ names, mean, deviation, interval, lowest, highest }: SeedSpread): string {
  return (
    `${names.join(', ')} differ only in their seed: mean ${percent(mean)} % (95 %: ${percent(interval.low)} to ` +
    `${percent(interval.high)} %), standard deviation ${percent(deviation)} points, ` +
    `${percent(lowest)} to ${percent(highest)} %.`
  );
}

function percent(share: number): string {
  return (100 * share).toFixed(2);
}
