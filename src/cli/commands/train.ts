import type { Command } from 'commander';
import type { Backend } from '../../backend/backend.js';
import type { DigitData } from '../../data/dataset.js';
import { writeGradientNorms } from '../../files/gradient-norm-file.js';
import { saveModel } from '../../files/model-file.js';
import type { Model } from '../../nn/model.js';
import { softmaxCrossEntropy } from '../../ops/losses/softmax-cross-entropy.js';
import type { Optimizer } from '../../optim/optimizer.js';
import { recordGradientNorms, type GradientNormOptions } from '../../train/callbacks/record-gradient-norms.js';
import { evaluate } from '../../train/evaluate.js';
import { imageExamples, type Examples } from '../../train/examples.js';
import { fit } from '../../train/fit.js';
import { inspectStep } from '../../train/inspect-step.js';
import type { Loss } from '../../train/train-step.js';
import { EXIT } from '../exit-code.js';
import { oneOf } from '../flag-values.js';
import { givenOptions } from '../flags.js';
import { interruptible } from '../interruption.js';
import { print, printJson } from '../print.js';
import { presetNames, type PresetName, type RunSettings } from '../presets.js';
import { asUsage, UsageError } from '../report-error.js';
import { reportAtEnd } from '../reported-run.js';
import { checkNoContradiction, newSettings, settingsOnly } from '../run-settings.js';
import { addBackendFlag, withBackend } from '../settings/backend-settings.js';
import {
  addDataFlags,
  addTrainLimitFlag,
  limitTraining,
  openData,
  type NetworkFlag,
} from '../settings/data-settings.js';
import { addModelFlags, buildModel } from '../settings/model-settings.js';
import { addOptimizerFlags, buildOptimizer } from '../settings/optimizer-settings.js';
import { addRunFlags, type RunFlags } from '../settings/run-flags.js';
import { addScheduleFlags } from '../settings/schedule-settings.js';
import { addTrainingFlags, plateauCallbacks, splitExamples } from '../settings/training-settings.js';
import { stepJson, stepText } from '../step-report.js';
import { createTrainingReport, type TrainingFacts, type TrainingReport } from '../training-report.js';
import {
  beginRun,
  checkSameData,
  earlierRun,
  removeIfEmpty,
  savingCallbacks,
  type EarlierRun,
} from '../training-run.js';

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
        'Both: relu, Adam at 0.001, batches of 128. The flags below change all this.',
    )
    .argument('<network>', presetNames.join(' or '), oneOf(presetNames));
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
      '  handgrad train cnn --resume --name wide',
  );
  command.action((preset: PresetName) => train(preset, command));
}

async function train(preset: PresetName, command: Command): Promise<void> {
  const flags = command.opts<RunFlags & NetworkFlag & { backend: string }>();
  const given = settingsOnly(givenOptions(command));
  if (flags.gradientNorms && !flags.save) {
    throw new UsageError('--gradient-norms are kept with the run, and --no-save keeps none; leave one out', COMMAND);
  }
  const earlier = flags.resume ? await runToResume(flags) : null;
  if (earlier) checkNoContradiction(earlier, { preset, given, command: COMMAND });
  const settings = asUsage(COMMAND, () =>
    earlier ? { ...earlier.settings, data: given.data ?? earlier.settings.data } : newSettings(preset, given),
  );
  // Before data are fetched or drawn, which takes a while.
  asUsage(COMMAND, () => {
    plateauCallbacks(settings);
    buildOptimizer(settings, Number.MAX_SAFE_INTEGER);
  });
  const data = limitTraining(await openData(settings, flags), settings.trainLimit);
  if (earlier) checkSameData(earlier, data);
  // On another backend a run would go on with other last bits: only if that is asked for, here and now.
  const isBackendGiven = command.getOptionValueSource('backend') === 'cli';
  const backendName = earlier && !isBackendGiven ? earlier.backend : flags.backend;
  await withBackend(backendName, (backend, why) => trainOn(backend, why, { settings, flags, earlier, data }));
}

/** What is trained. */
interface Task {
  readonly settings: RunSettings;
  readonly flags: RunFlags;
  readonly earlier: EarlierRun | null;
  readonly data: DigitData;
}

async function trainOn(backend: Backend, why: string, task: Task): Promise<void> {
  const { settings, flags, earlier, data } = task;
  const ingredients = asUsage(COMMAND, () => ingredientsOf(task, backend));
  if (flags.printProgram || flags.profile) return showStep(task, ingredients);
  const { model, optimizer } = ingredients;
  const begin = () => beginRun(flags.runs, flags.name, { settings, backend: backend.name, data, model, optimizer });
  const folder = earlier ? earlier.folder : flags.save ? await begin() : null;
  const resumedFrom = earlier && { epoch: 0, step: 0, ...earlier.checkpoint?.position, backend: earlier.backend };
  const facts: TrainingFacts = { settings, data, why, model, folder, runs: flags.runs, resumedFrom };
  const report = createTrainingReport(flags);
  report.start(facts);
  try {
    await fitAndTest(task, ingredients, facts, report);
  } catch (error) {
    report.close();
    if (folder && !earlier) await removeIfEmpty(folder);
    throw error;
  }
}

/** Shows the training step instead of training. */
async function showStep({ settings, flags }: Task, { train, model, optimizer }: Ingredients): Promise<void> {
  const { epochs, batchSize, seed } = settings;
  const options = { epochs, batchSize, seed, optimizer, loss: lossOf(settings) };
  const inspection = await inspectStep(model, train, { ...options, profile: flags.profile ?? false });
  if (flags.json) printJson(stepJson(inspection));
  else print(stepText(inspection));
}

function lossOf({ labelSmoothing }: RunSettings): Loss {
  return (outputs, targets) => softmaxCrossEntropy(outputs, targets, { labelSmoothing });
}

/** What a training consists of. */
interface Ingredients {
  readonly train: Examples;
  readonly validation: Examples | undefined;
  readonly test: Examples;
  readonly model: Model;
  readonly optimizer: Optimizer;
}

/** @throws {HandgradError} when settings do not fit each other or the images. */
function ingredientsOf({ settings, data }: Task, backend: Backend): Ingredients {
  const { preset, seed, batchSize, epochs } = settings;
  const test = imageExamples(data.test);
  const split = splitExamples(settings, imageExamples(data.train), test);
  const model = buildModel(preset, settings, test.inputShape, data.train.classes, { seed, backend });
  const optimizer = buildOptimizer(settings, epochs * Math.ceil(split.train.count / batchSize));
  return { ...split, test, model, optimizer };
}

async function fitAndTest(
  { settings, flags, earlier, data }: Task,
  { train, validation, test, model, optimizer }: Ingredients,
  facts: TrainingFacts,
  report: TrainingReport,
): Promise<void> {
  const { epochs, batchSize, seed, shuffle } = settings;
  const { folder } = facts;
  const loss = lossOf(settings);
  const write: GradientNormOptions['write'] = (records) => writeGradientNorms(folder!.path, records);
  const recording = flags.gradientNorms ? [recordGradientNorms({ examples: train, loss, seed, write })] : [];
  // Checkpoints after the callbacks whose state they hold.
  const saving = folder ? savingCallbacks(folder, flags.checkpointEvery) : [];
  const callbacks = [...plateauCallbacks(settings), ...report.callbacks, ...recording, ...saving];
  const resume = earlier?.checkpoint ?? undefined;
  const { capture } = flags;
  const options = { epochs, batchSize, seed, shuffle, optimizer, loss, validation, callbacks, resume, capture };
  const ending = `Ending after this step${folder ? ' and saving' : ''}`;
  const history = await interruptible(ending, (signal) => fit(model, train, { ...options, signal }));
  if (history.outcome === 'interrupted') {
    report.interrupted(facts, history);
    process.exitCode = EXIT.interrupted;
    return;
  }
  if (folder) await saveModel(folder.model, model);
  report.end(facts, { history, test: await evaluate(model, test, { loss, capture }) });
  if (!folder || !flags.report) return;
  const page = await reportAtEnd({
    folder,
    settings,
    backend: model.backend.name,
    data,
    model,
    epochs: history.epochs,
  });
  if (!flags.json) print(`Report: ${page}`);
}

async function runToResume({ name, runs }: RunFlags): Promise<EarlierRun> {
  if (name !== undefined) return earlierRun(runs, name);
  throw new UsageError('--resume needs the --name of the run to go on with', COMMAND);
}
