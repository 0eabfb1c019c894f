import { Command, InvalidArgumentError } from 'commander';
import { wholeNumber } from '../../src/cli/flag-values.js';
import { flag } from '../../src/cli/flags.js';
import { addBackendFlag } from '../../src/cli/settings/backend-settings.js';
import { nameList } from '../output.js';
import { mergeFiles } from './merge.js';
import type { Shard } from './plan.js';
import { reproduce, type ReproduceOptions } from './reproduce.js';

/** The command line of `npm run reproduce`. */
export function reproduceCommand(): Command {
  const command = new Command('reproduce')
    .summary('train the experiments of the notebooks, and compare')
    .description(
      'Trains the 71 experiments of five published digit notebooks and writes what came\n' +
        'out beside what was published: docs/RESULTS.md, bench/results/notebooks.json and\n' +
        'notebooks.html. Each finished training is kept; Ctrl-C saves, --resume goes on.',
    );
  command.optionsGroup('What:');
  flag(command, '--only <names>', 'notebooks or experiments, with commas: 003,002/width-*', nameList, []);
  flag(command, '--seeds <count>', 'trainings of each experiment', wholeNumber(1), 1);
  flag(command, '--shard <i/n>', 'the i-th of n parts of about the same cost; no report', shard);
  command.option('--quick', 'few images, few epochs: to see that everything runs');
  command.optionsGroup('Data:');
  flag(command, '--data <folder>', 'where the data lie (HANDGRAD_DATA, else datasets/)');
  command.option('--no-network', 'do without a download');
  addBackendFlag(command);
  command.optionsGroup('Run:');
  command.option('--resume', 'keep what is finished, go on from checkpoints');
  flag(command, '--runs <folder>', 'where trainings are kept (runs/reproduce)');
  flag(command, '--out <folder>', 'where the report goes, all of it');
  command.option('--json', 'print the results as JSON');
  command.addHelpText(
    'after',
    '\nExamples:\n  npm run reproduce -- --only 002/width-200\n  npm run reproduce -- --seeds 3 --resume\n' +
      '  npm run reproduce -- --shard 2/8 --out shards\n' +
      '  npm run reproduce -- merge shards/*.json',
  );
  command.action((options: ReproduceOptions) => reproduce(options));
  command.addCommand(mergeCommand());
  return command;
}

function mergeCommand(): Command {
  const command = new Command('merge')
    .summary('make one report of the results of several shards')
    .description('Makes one report of several results. Of a training that is in two of them the later one counts.')
    .argument('<files...>', 'notebooks-1-of-8.json, ... of all shards, or notebooks.json of others');
  flag(command, '--out <folder>', 'where the report goes (docs/ and bench/results/)');
  command.option('--json', 'print the results as JSON');
  command.action((files: string[], _options, self: Command) =>
    mergeFiles(files, self.optsWithGlobals<{ out?: string; json?: boolean }>()),
  );
  return command;
}

/** `2/8`. */
function shard(text: string): Shard {
  const [, index, count] = /^(\d+)\/(\d+)$/.exec(text)?.map(Number) ?? [];
  if (index >= 1 && index <= count) return { index, count };
  throw new InvalidArgumentError('Expected a part such as 2/8: the second of eight');
}
