import { join } from 'node:path';
import type { Command } from 'commander';
import type { Backend } from '../../backend/backend.js';
import type { DigitData } from '../../data/dataset.js';
import { DATASET_NAMES, type DatasetName } from '../../data/load.js';
import { checkNewFolder } from '../../files/new-folder.js';
import { analyse, type AnalysisNumbers } from '../../report/explore/analysis.js';
import { loadRecipeData } from '../../recipe/prepare.js';
import type { ExploredData, ExploredImages } from '../../report/explore/explored-data.js';
import { digitPreparations } from '../../report/explore/digit-preparations.js';
import { HandgradError } from '../../tensor/error.js';
import { commandText } from '../command-text.js';
import { exploreText } from '../explore-text.js';
import { oneOf, wholeNumber } from '../flag-values.js';
import { flag } from '../flags.js';
import { print, printJson, printSentence } from '../print.js';
import { UsageError } from '../report-error.js';
import { addBackendFlag, withBackend } from '../settings/backend-settings.js';
import { addDataFlags, addTrainLimitFlag, withDataProgress, type NetworkFlag } from '../settings/data-settings.js';
import { stepProgressBar } from '../step-progress-bar.js';

interface ExploreFlags extends NetworkFlag {
  readonly dataset?: DatasetName;
  readonly data?: string;
  readonly trainLimit?: number;
  readonly samples: number;
  readonly seed: number;
  readonly out?: string;
  readonly json?: boolean;
  readonly backend: string;
}

/** Share of the time that the analysis takes where charts are drawn, too. */
const ANALYSIS_SHARE = 0.6;

export function addExploreCommand(program: Command): void {
  const command = program
    .command('explore')
    .summary('look at the data')
    .description(
      'Tells what the images and labels are like: counts, sizes, grey levels, average digits, most and least ' +
        'typical images, correlations of pixels, training against test images. ' +
        'With --out also as a page with charts.',
    )
    .argument('[dataset]', 'as --dataset', oneOf(DATASET_NAMES));
  flag(command, '--out <folder>', 'also write explore.html, charts (SVG, PNG) and numbers (JSON)');
  flag(command, '--samples <images>', 'shown of the training and of the test images', wholeNumber(1), 40);
  flag(command, '--seed <number>', 'of the samples and of the varied images', wholeNumber(0), 0);
  command.option('--json', 'write one JSON object');
  addDataFlags(command);
  addTrainLimitFlag(command);
  addBackendFlag(command);
  command.addHelpText(
    'after',
    '\nExamples:\n  handgrad explore\n  handgrad explore mnist --out mnist-pictures\n' +
      '  handgrad explore idx --data my-digits --json',
  );
  command.action((dataset: DatasetName | undefined) => explore(dataset, command));
}

async function explore(argument: DatasetName | undefined, command: Command): Promise<void> {
  const flags = command.opts<ExploreFlags>();
  const { out, json, trainLimit } = flags;
  const dataset = datasetOf(argument, flags.dataset);
  if (out !== undefined) await checkNewFolder(out);
  await withBackend(flags.backend, async (backend, why) => {
    const data = await withDataProgress(flags, (options) => loadRecipeData({ set: dataset, trainLimit }, options));
    const test = data.test ?? unlabelled(data);
    const numbers = await analyseAndWrite({ ...data, test }, flags, backend);
    if (json) return printJson({ ...numbers, backend: backend.name, ...(out !== undefined && { out }) });
    printSentence(`Data: ${data.source}. Backend: ${why}.`);
    print();
    print(exploreText(numbers));
    if (out !== undefined) print(`\nThe same with charts: ${join(out, 'explore.html')}`);
  });
}

/** Analyses the data and, where a folder is asked for, writes it; shows how far that is on a terminal. */
async function analyseAndWrite(data: ExploredData, flags: ExploreFlags, backend: Backend): Promise<AnalysisNumbers> {
  const { out, samples, seed } = flags;
  const preparations = digitPreparations({ backend, seed });
  const bar = stepProgressBar();
  const share = out === undefined ? 1 : ANALYSIS_SHARE;
  const onStep = (step: string, done: number) => bar.onStep(step, share * done);
  try {
    const analysis = await analyse(data, { backend, samples, seed, preparations, onStep });
    if (out !== undefined) {
      // Only here: the charting library takes a moment to load.
      const { writeExploration } = await import('../../report/explore/write-exploration.js');
      await writeExploration(out, analysis, {
        preparations,
        command: commandText(process.argv.slice(2)),
        onStep: (step, done) => bar.onStep(step, share + (1 - share) * done),
      });
    }
    return analysis.numbers;
  } finally {
    bar.end();
  }
}

/** Test images of which nobody knows the labels. */
function unlabelled({ train, unlabelledTest, source }: DigitData): ExploredImages {
  if (unlabelledTest) return { ...unlabelledTest, labels: null, classes: train.classes };
  throw new HandgradError(`explore: there are no test images (${source})`);
}

/** The data set that is named, as an argument or by its flag. */
function datasetOf(argument: DatasetName | undefined, given: DatasetName | undefined): DatasetName {
  if (argument !== undefined && given !== undefined && argument !== given) {
    throw new UsageError(`two data sets are named, ${argument} and --dataset ${given}; name one`, 'handgrad explore');
  }
  return argument ?? given ?? 'auto';
}
