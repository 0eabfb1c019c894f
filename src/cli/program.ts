import { Command } from 'commander';
import { addCompareCommand } from './commands/compare.js';
import { addDataCommand } from './commands/data.js';
import { addDevicesCommand } from './commands/devices.js';
import { addEvalCommand } from './commands/eval.js';
import { addExplainCommand } from './commands/explain.js';
import { addExploreCommand } from './commands/explore.js';
import { addGradcheckCommand } from './commands/gradcheck.js';
import { addPredictCommand } from './commands/predict.js';
import { addReportCommand } from './commands/report.js';
import { addSummaryCommand } from './commands/summary.js';
import { addTrainCommand } from './commands/train.js';
import { UsageError } from './report-error.js';
import { version } from '../files/version.js';

/** The command line: one file per command, in commands/. */
export function createProgram(): Command {
  const program = new HandgradCommand('handgrad')
    .description('A neural-network engine written from scratch: train, test and look at classifiers of digits.')
    .version(version(), '--version', 'say which version this is')
    .helpCommand('help [command]', 'show the help of a command')
    .addHelpText('after', '\nExample:\n  handgrad train mlp');
  for (const add of [
    addTrainCommand,
    addEvalCommand,
    addPredictCommand,
    addReportCommand,
    addCompareCommand,
    addSummaryCommand,
    addExplainCommand,
    addExploreCommand,
    addGradcheckCommand,
    addDataCommand,
    addDevicesCommand,
  ]) {
    add(program);
  }
  return program;
}

/** A command whose mistakes of usage are thrown, in one line that names it, and whose help fits 80 columns. */
class HandgradCommand extends Command {
  constructor(name?: string) {
    super(name);
    this.helpOption('--help', 'show this help')
      .allowExcessArguments(false)
      .configureHelp({
        helpWidth: Math.min(process.stdout.columns ?? 80, 100),
        subcommandTerm: (command) => command.name(),
      })
      // Only help and version still come here, having been shown.
      .exitOverride();
  }

  override createCommand(name?: string): Command {
    return new HandgradCommand(name);
  }

  /** Where commander reports every mistake in the arguments. */
  override error(message: string): never {
    const line = message
      .replace(/^error: /, '')
      .replace(/\s*\n\s*/g, ' ')
      .replace('. Expected', ', expected')
      .replace(/\.$/, '');
    throw new UsageError(line, pathOf(this));
  }

  /** Where commander goes when there is no command. */
  override help(context?: { error: boolean } | ((text: string) => string)): never {
    if (typeof context !== 'object' || !context.error) return super.help(context as { error: boolean });
    const names = this.commands.map((command) => command.name()).join(', ');
    throw new UsageError(`no command given, expected one of ${names}`, pathOf(this));
  }
}

/** `handgrad data fetch`. */
function pathOf(command: Command): string {
  return command.parent ? `${pathOf(command.parent)} ${command.name()}` : command.name();
}
