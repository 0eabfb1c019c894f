import type { Command } from 'commander';
import { folderName, positive } from '../flag-values.js';
import { flag } from '../flags.js';

/** Folder of runs when no other is named. */
export const DEFAULT_RUNS = 'runs';

/** How a training runs, which does not change what comes out of it. */
export interface RunFlags {
  readonly name?: string;
  readonly runs: string;
  readonly resume?: boolean;
  readonly save: boolean;
  readonly report: boolean;
  readonly gradientNorms?: boolean;
  readonly checkpointEvery: number;
  readonly capture: boolean;
  readonly printProgram?: boolean;
  readonly profile?: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** Adds `--name`, `--resume` and what else is about the run, not about the training. */
export function addRunFlags(command: Command): Command {
  command.optionsGroup('Run:');
  flag(command, '--name <name>', 'of the run (network, seed and, if taken, a count)', folderName);
  flag(command, '--runs <folder>', 'where runs are kept', undefined, DEFAULT_RUNS);
  command.option('--resume', 'go on with the run of this --name');
  flag(command, '--checkpoint-every <seconds>', 'also within an epoch', positive, 30);
  command.option('--no-save', 'keep nothing');
  command.option('--no-report', 'draw no report.html at the end');
  command.option('--gradient-norms', 'record how large the gradient is in each layer, for the report: same bits');
  command.option('--no-capture', 'run the code of every step instead of replaying a recorded one: slower, same bits');
  command.option('--print-program', 'show the training step, kernel by kernel and buffer by buffer; train nothing');
  command.option('--profile', 'show how long each kernel of the training step takes; keep nothing');
  command.option('--json', 'write JSON lines: a start, each epoch, an end');
  command.option('--quiet', 'only say on what, and how it ended');
  return command;
}
