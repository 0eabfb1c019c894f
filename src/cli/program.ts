import { Command, CommanderError, type Help } from 'commander';
import { addTrainCommand } from './commands/train.js';
import { usageErrorOf } from './report-error.js';
import { version } from './version.js';

/** The command line: one file per command, in commands/. */
export function createProgram(): Command {
  const program = new HandgradCommand('handgrad')
    .description('A neural-network engine written from scratch: train, test and look at classifiers of digits.')
    .version(version(), '--version', 'say which version this is')
    .helpOption('--help', 'show this help')
    .addHelpText(
      'after',
      '\nExample:\n  handgrad train mlp\n\nhandgrad <command> --help shows the flags of a command.',
    );
  for (const add of [addTrainCommand]) {
    add(program);
  }
  return program;
}

/** A command whose mistakes of usage are thrown in one line, and whose help fits 80 columns. */
class HandgradCommand extends Command {
  constructor(name?: string) {
    super(name);
    this.exitOverride((error) => {
      // Help and version have been shown: that is all that was asked for.
      if (error.exitCode === 0) throw error;
      throw usageErrorOf(error, pathOf(this));
    });
    this.configureOutput({ outputError: () => undefined });
    this.configureHelp({ helpWidth: Math.min(process.stdout.columns ?? 80, 100) });
    this.helpOption('--help', 'show this help');
    this.allowExcessArguments(false);
  }

  override createCommand(name?: string): Command {
    return new HandgradCommand(name);
  }
}

/** `handgrad data fetch`. */
function pathOf(command: Command): string {
  return command.parent ? `${pathOf(command.parent)} ${command.name()}` : command.name();
}
