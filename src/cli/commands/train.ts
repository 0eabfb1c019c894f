import type { Command } from 'commander';
import type { Backend } from '../../backend/backend.js';
import type { DigitData } from '../../data/dataset.js';
import type { RunFolder } from '../../files/run-folder.js';
import { saveModel } from '../../files/model-file.js';
import type { Model } from '../../nn/model.js';
import { summarize } from '../../nn/summary.js';
import { softmaxCrossEntropy } from '../../ops/losses/softmax-cross-entropy.js';
import type { Optimizer } from '../../optim/optimizer.js';
import { evaluate } from '../../train/evaluate.js';
import { imageExamples, type Examples } from '../../train/examples.js';
import { fit } from '../../train/fit.js';
import type { History } from '../../train/history.js';
import type { Means } from '../../train/totals.js';
import { EXIT } from '../exit-code.js';
import { folderName, oneOf, positive } from '../flag-values.js';
import { flag, givenOptions } from '../flags.js';
import { interruptible } from '../interruption.js';
import { presetNames, type PresetName, type RunSettings } from '../presets.js';
import { asUsage, UsageError } from '../report-error.js';
import { checkNoContradiction, newSettings, type SettingFlags } from '../run-settings.js';
import { addBackendFlag, withBackend } from '../settings/backend-settings.js';
import { addDataFlags, addTrainLimitFlag, limitTraining, openData, type NetworkFlag } from '../settings/data-settings.js';
import { addModelFlags, buildModel } from '../settings/model-settings.js';
import { addOptimizerFlags, buildOptimizer } from '../settings/optimizer-settings.js';
import { addScheduleFlags } from '../settings/schedule-settings.js';
import { addTrainingFlags, plateauCallbacks, splitExamples } from '../settings/training-settings.js';
import { createTrainingReport, type TrainingReport } from '../training-report.js';
import {
  beginRun,
  checkSameData,
  DEFAULT_RUNS,
  earlierRun,
  removeIfEmpty,
  savingCallbacks,
  type EarlierRun,
} from '../training-run.js';

/** How a training runs, which does not change what comes out of it. */
interface RunFlags extends NetworkFlag {
  readonly backend?: string;
  readonly name?: string;
  readonly runs: string;
  readonly resume?: boolean;
  readonly save: boolean;
  readonly checkpointEvery: number;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

const COMMAND = 'handgrad train';

export function addTrainCommand(program: Command): void {
  const command = program
    .command('train')
    .summary('train a digit classifier')
    .description(
      'Trains a classifier of digits, tests it on the test images and keeps it in a folder.\n\n' +
        'mlp: 784-200-10, 5 epochs, validated with the test images. cnn: convolutions of 12 filters 5 x 5 and\n' +
        '23 filters 4 x 4, 15 epochs, validated with the last 20 % of the training images. Both: relu, Adam, batches\n' +
        'of 128. Every flag below changes one of their settings.',
    )
    .argument('<network>', presetNames.join(' or '), oneOf(presetNames));
  addDataFlags(command);
  addTrainLimitFlag(command);
  addModelFlags(command);
  addTrainingFlags(command);
  addOptimizerFlags(command);
  addScheduleFlags(command);
  addBackendFlag(command);
  addRunFlags(command);
  command.addHelpText(
    'after',
    '\nExamples:\n  handgrad train mlp\n  handgrad train cnn --filters 16,32 --dropout 0.2 --schedule cosine --name wide\n' +
      '  handgrad train cnn --resume --name wide',
  );
  command.action((preset: PresetName) => train(preset, command));
}

function addRunFlags(command: Command): void {
  command.optionsGroup('Run:');
  flag(command, '--name <name>', 'of the run (network, seed and, if taken, a count)', folderName).conflicts(['noSave']);
  flag(command, '--runs <folder>', 'where runs are kept').default(DEFAULT_RUNS);
  command.option('--resume', 'go on with the run of this --name');
  flag(command, '--checkpoint-every <seconds>', 'also within an epoch', positive).default(30);
  command.option('--no-save', 'keep nothing');
  command.option('--json', 'write JSON lines: a start, each epoch, an end');
  command.option('--quiet', 'only say on what, and how it ended');
}

async function train(preset: PresetName, command: Command): Promise<void> {
  const flags = command.opts<RunFlags>();
  const given = settingFlags(command);
  const earlier = flags.resume ? await resumed(preset, given, flags) : null;
  const settings = earlier ? { ...earlier.settings, ...(given.data !== undefined && { data: given.data }) } : asUsage(COMMAND, () => newSettings(preset, given));
  asUsage(COMMAND, () => checkSettings(settings));
  const data = limitTraining(await openData(settings, flags), settings.trainLimit);
  if (earlier) checkSameData(earlier, data);
  // A run goes on where it began, unless told otherwise: another backend rounds differently.
  const isBackendGiven = command.getOptionValueSource('backend') !== 'default';
  const backendName = earlier && !isBackendGiven ? earlier.backend : flags.backend!;
  await withBackend(backendName, (backend, why) => trainOn({ settings, flags, earlier, data, backend, why }));
}

/** What `train` has gathered. */
interface Gathered {
  readonly settings: RunSettings;
  readonly flags: RunFlags;
  readonly earlier: EarlierRun | null;
  readonly data: DigitData;
  readonly backend: Backend;
  readonly why: string;
}

async function trainOn({ settings, flags, earlier, data, backend, why }: Gathered): Promise<void> {
  const { preset, seed, batchSize, epochs } = settings;
  const images = imageExamples(data.train);
  const test = imageExamples(data.test);
  const build = () => {
    const split = splitExamples(settings, images, test);
    const model = buildModel(preset, settings, images.inputShape, data.train.classes, { seed, backend });
    const optimizer = buildOptimizer(settings, epochs * Math.ceil(split.train.count / batchSize));
    return { split, model, optimizer };
  };
  const { split, model, optimizer } = earlier ? build() : asUsage(COMMAND, build);
  const report = createTrainingReport(flags);
  const facts = { settings, backend: backend.name, data, model, optimizer };
  const folder = earlier?.folder ?? (flags.save ? await beginRun(flags.runs, flags.name, facts) : null);
  report.start({ settings, data, why, model, folder, earlier });
  const loss = lossOf(settings);
  const history = await fitInFolder({ settings, flags, earlier, folder, model, optimizer, ...split, loss, report });
  if (history.outcome === 'interrupted') {
    report.interrupted({ settings, runs: flags.runs, folder, history });
    process.exitCode = EXIT.interrupted;
    return;
  }
  if (folder) await saveModel(folder.model, model);
  const result = await evaluate(model, test, { loss });
  report.end({ history, result, folder, testCount: test.count, parameters: summarize(model).total });
}
