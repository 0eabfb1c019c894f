import { join } from 'node:path';
import type { Command } from 'commander';
import type { Backend } from '../../backend/backend.js';
import { writeGradientNorms } from '../../files/gradient-norm-file.js';
import { loadModel } from '../../files/model-file.js';
import { removeIfEmpty, reserveRunName } from '../../files/run-folder.js';
import type { JsonObject } from '../../nn/json.js';
import type { Model } from '../../nn/model.js';
import type { Optimizer } from '../../optim/optimizer.js';
import { buildModel, fitOptions, lossOf } from '../../recipe/build-recipe.js';
import { inspectRecipe } from '../../recipe/inspect-recipe.js';
import { prepareRecipe, type PreparedData } from '../../recipe/prepare.js';
import { beginRecipeRun, runIdentity, type RecipeRun } from '../../recipe/recipe-run.js';
import type { RecipeResult } from '../../recipe/result.js';
import { TrainingInterrupted, trainRecipe } from '../../recipe/train-recipe.js';
import type { Callback } from '../../train/callback.js';
import { recordGradientNorms, type GradientNormOptions } from '../../train/callbacks/record-gradient-norms.js';
import type { Examples } from '../../train/examples.js';
import { commandText } from '../command-text.js';
import { EXIT } from '../exit-code.js';
import { givenOptions } from '../flags.js';
import { interruptible } from '../interruption.js';
import { print, printJson } from '../print.js';
import { asUsage, UsageError } from '../report-error.js';
import { loadReport, reportAtEnd } from '../reported-run.js';
import { settingsOnly } from '../run-settings.js';
import { addBackendFlag, withBackend } from '../settings/backend-settings.js';
import { addDataFlags, addTrainLimitFlag, withDataProgress, type NetworkFlag } from '../settings/data-settings.js';
import { addModelFlags } from '../settings/model-settings.js';
import { addOptimizerFlags } from '../settings/optimizer-settings.js';
import { addRunFlags, type RunFlags } from '../settings/run-flags.js';
import { addScheduleFlags } from '../settings/schedule-settings.js';
import { addTrainingFlags } from '../settings/training-settings.js';
import { stepJson, stepText } from '../step-report.js';
import { createTrainingReport, type TrainingFacts } from '../training-report.js';
import { networkName, trainingTask, type TrainingTask } from '../training-task.js';

const COMMAND = 'handgrad train';

export function addTrainCommand(program: Command): void {
  const command = program
    .command('train')
    .summary('train a classifier of digits')
    .description(
      'Trains a classifier of digits, tests it on the test images, and keeps it in a folder.\n\n' +
        'mlp: 784-200-10, 5 epochs, validated with the test images.\n' +
        'cnn: convolutions of 12 filters 5 x 5 and 23 filters 4 x 4, max pooling,\n' +
        '     15 epochs, validated with the last 20 % of the training images.\n' +
        'Both: relu, Adam at 0.001, batches of 128. The flags below change all this.\n' +
        'A recipe file (docs/recipes.md) says all of it itself; only --data, --seed, and\n' +
        'the flags of the run and the device go with it.',
    )
    .argument('<network>', 'mlp, cnn, or a recipe file (*.json)', networkName);
  for (const add of [
    addDataFlags,
    addTrainLimitFlag,
    addModelFlags,
    addTrainingFlags,
    addOptimizerFlags,
    addScheduleFlags,
    addBackendFlag,
    addRunFlags,
  ]) {
    add(command);
  }
  command.addHelpText(
    'after',
    '\nExamples:\n  handgrad train mlp\n  handgrad train cnn --filters 16,32 --schedule cosine --name wide\n' +
      '  handgrad train cnn --resume --name wide\n  handgrad train my-recipe.json --seed 1',
  );
  command.action((network: string) => train(network, command));
}

async function train(network: string, command: Command): Promise<void> {
  const flags = command.opts<RunFlags & NetworkFlag & { backend: string }>();
  const given = settingsOnly(givenOptions(command));
  if (flags.gradientNorms && !flags.save) {
    throw new UsageError('--gradient-norms are kept with the run, and --no-save keeps none; leave one out', COMMAND);
  }
  const resumed = flags.resume ? runToResume(flags) : null;
  const task = await trainingTask(network, { given, runs: flags.runs, resumed, command: COMMAND });
  // On another backend a run would go on with other last bits: only if that is asked for, here and now.
  const isBackendGiven = command.getOptionValueSource('backend') === 'cli';
  const backendName = task.earlier && !isBackendGiven ? task.earlier.backend : flags.backend;
  // This thread is idle while others read and unpack the data. Should it fail, so will the one who needs it.
  if (flags.save && flags.report) loadReport().catch(() => undefined);
  await withBackend(backendName, async (backend, why) => {
    const { recipe, seed } = task;
    const data = await withDataProgress({ ...flags, data: given.data ?? undefined }, (options) =>
      prepareRecipe(recipe, { ...options, seed, backend }),
    );
    if (flags.printProgram || flags.profile) await showStep(data, task, backend, flags);
    else await trainOn({ data, backend, why }, task, flags);
  });
}

/** What is trained with. */
interface Workplace {
  readonly data: PreparedData;
  readonly backend: Backend;
  readonly why: string;
}

/** Shows the training step instead of training. */
async function showStep(data: PreparedData, { recipe, seed }: TrainingTask, backend: Backend, flags: RunFlags) {
  const inspection = await inspectRecipe(data, recipe, { seed, backend, profile: flags.profile ?? false });
  if (flags.json) printJson(stepJson(inspection));
  else print(stepText(inspection));
}

async function trainOn(workplace: Workplace, task: TrainingTask, flags: RunFlags): Promise<void> {
  const { data, backend, why } = workplace;
  const { recipe, seed, earlier } = task;
  const { train } = await data.training(0);
  const { count, inputShape } = train;
  const { model, optimizer } = asUsage(COMMAND, () => ({
    model: buildModel(recipe, inputShape, data.classes, { seed, backend }),
    ...fitOptions(recipe, count),
  }));
  const run = earlier ?? (flags.save ? await beginRun(workplace, task, flags, { model, optimizer }) : null);
  const folder = run?.folder.path ?? null;
  const facts: TrainingFacts = { task, data, why, model, folder, runs: flags.runs };
  const report = createTrainingReport(flags);
  report.start(facts);
  try {
    const result = await interruptible(`Ending after this step${folder ? ' and saving' : ''}`, (signal) =>
      trainRecipe(data, recipe, {
        seed,
        backend,
        signal,
        model,
        ...(folder !== null && { folder, resume: true }),
        callbacks: [...report.callbacks, ...(run && flags.gradientNorms ? [gradientNorms(run, train)] : [])],
        onFold: report.fold,
        capture: flags.capture,
        checkpointEverySeconds: flags.checkpointEvery,
      }),
    );
    report.end(facts, result);
    if (run && flags.report) await drawReport(workplace, run, result, flags);
  } catch (error) {
    report.close();
    if (run && !earlier) await removeIfEmpty(run.folder);
    if (!(error instanceof TrainingInterrupted)) throw error;
    report.interrupted(facts, error.epochs);
    process.exitCode = EXIT.interrupted;
  }
}

/** Records the norms of gradients beside the run. */
function gradientNorms({ folder, recipe, seed }: RecipeRun, examples: Examples): Callback {
  const write: GradientNormOptions['write'] = (records) => writeGradientNorms(folder.path, records);
  return recordGradientNorms({ examples, loss: lossOf(recipe.training), seed, write });
}

/** Draws the report of a training that has ended, of the images that can be scored; of folds there is none for all together. */
async function drawReport(
  { data, backend }: Workplace,
  run: RecipeRun,
  { epochs, folds, losses }: RecipeResult,
  { json }: RunFlags,
): Promise<void> {
  const { source, test, testPictures: pictures } = data;
  if (folds || !test || !pictures) return;
  const model = await loadModel(run.folder.model, { backend });
  const { count: trainingImages } = (await data.training(0)).train;
  const testLoss = losses[data.testFigure];
  const page = await reportAtEnd({ run, model, epochs, trainingImages, test, pictures, source, testLoss });
  if (!json) print(`Report: ${page}`);
}

/** Begins the run of a new training. Without a name it gets the first free one of `mlp-seed0`, `mlp-seed0-2`, ... */
async function beginRun(
  { data, backend }: Workplace,
  { network, recipe, seed, settings }: TrainingTask,
  { runs, name }: RunFlags,
  { model, optimizer }: { readonly model: Model; readonly optimizer: Optimizer },
): Promise<RecipeRun> {
  const usual = `${recipe.id.replaceAll(/[^\w.+-]+/g, '-')}-seed${seed}`;
  return beginRecipeRun(
    join(runs, name ?? (await reserveRunName(runs, usual))),
    runIdentity(data, recipe, { seed, backend }),
    {
      command: commandText(process.argv.slice(2)),
      network,
      ...(settings && { settings: settings as unknown as JsonObject }),
      // For reading: the recipe decides.
      model: model.describe() as unknown as JsonObject,
      optimizer: optimizer.describe(),
    },
  );
}

function runToResume({ name }: RunFlags): string {
  if (name !== undefined) return name;
  throw new UsageError('--resume needs the --name of the run to go on with', COMMAND);
}
