import { join } from 'node:path';
import type { Command } from 'commander';
import { DATASET_NAMES, type DatasetName } from '../../data/load.js';
import { checkNewFolder } from '../../files/new-folder.js';
import { analyse, type Analysis } from '../../report/explore/analysis.js';
import type { Preparations } from '../../report/explore/preparations.js';
import { writeExploration } from '../../report/explore/write-exploration.js';
import { commandText } from '../command-text.js';
import { exploreText } from '../explore-text.js';
import { oneOf, wholeNumber } from '../flag-values.js';
import { flag } from '../flags.js';
import { print, printJson, printSentence } from '../print.js';
import { UsageError } from '../report-error.js';
import { addBackendFlag, withBackend } from '../settings/backend-settings.js';
import {
  addDataFlags,
  addTrainLimitFlag,
  limitTraining,
  openData,
  type NetworkFlag,
} from '../settings/data-settings.js';
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

/** What is shown before and after. */
const preparations: Preparations = {};

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
  flag(command, '--seed <number>', 'chooses the samples', wholeNumber(0), 0);
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
  const { out, samples, seed, json, trainLimit = null } = flags;
  const dataset = datasetOf(argument, flags.dataset);
  if (out !== undefined) await checkNewFolder(out);
  await withBackend(flags.backend, async (backend, why) => {
    const data = limitTraining(await openData({ dataset, data: flags.data ?? null }, flags), trainLimit);
    const bar = stepProgressBar();
    let analysis: Analysis;
    try {
      const share = out === undefined ? 1 : ANALYSIS_SHARE;
      analysis = await analyse(data, {
        backend,
        samples,
        seed,
        preparations,
        onStep: (step, done) => bar.onStep(step, share * done),
      });
      if (out !== undefined) {
        await writeExploration(out, analysis, {
          preparations,
          seed,
          command: commandText(['explore', dataset, ...(out === undefined ? [] : ['--out', out])]),
          onStep: (step, done) => bar.onStep(step, share + (1 - share) * done),
        });
      }
    } finally {
      bar.end();
    }
    if (json) return printJson({ ...analysis.numbers, backend: backend.name, ...(out !== undefined && { out }) });
    printSentence(`Data: ${data.source}. Backend: ${why}.`);
    print();
    print(exploreText(analysis.numbers));
    if (out !== undefined) print(`\nThe same with charts: ${join(out, 'explore.html')}`);
  });
}

function datasetOf(argument: DatasetName | undefined, given: DatasetName | undefined): DatasetName {
  if (argument !== undefined && given !== undefined && argument !== given) {
    throw new UsageError(`two data sets are named, ${argument} and --dataset ${given}; name one`, 'handgrad explore');
  }
  return argument ?? given ?? 'auto';
}
