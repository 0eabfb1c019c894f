import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import type { Trace } from '../../autograd/trace/traced.js';
import { checkSummary } from '../../report/trace/check-text.js';
import { traceDot } from '../../report/trace/trace-dot.js';
import { traceText } from '../../report/trace/trace-text.js';
import { HandgradError } from '../../tensor/error.js';
import { commandText } from '../command-text.js';
import { EXIT } from '../exit-code.js';
import { explainExpression } from '../explain/explain-expression.js';
import { explainNetwork, type NetworkFlags } from '../explain/explain-network.js';
import { wholeNumber } from '../flag-values.js';
import { flag, givenOptions } from '../flags.js';
import { presetNames } from '../presets.js';
import { print, printJson } from '../print.js';
import { UsageError } from '../report-error.js';
import { addDataFlags } from '../settings/data-settings.js';
import { DEFAULT_RUNS } from '../settings/run-flags.js';

const COMMAND = 'handgrad explain';

/** One neuron with a squared error: what is explained where nothing is named. */
const ONE_NEURON = { expression: '(sigmoid(w * x + b) - t)^2', set: ['w=0.6', 'x=1.5', 'b=-0.4', 't=1'] };

interface ExplainFlags extends NetworkFlags {
  readonly set: readonly string[];
  readonly out?: string;
  readonly json?: boolean;
  readonly dot?: boolean;
}

/** What was traced: a title, and in a sentence what it is of. */
export interface Explanation {
  readonly title: string;
  readonly about: string;
  readonly trace: Trace;
}

export function addExplainCommand(program: Command): void {
  const command = program
    .command('explain')
    .summary('show a forward and backward pass, step by step')
    .description(
      'Runs one forward and one backward pass and shows every operation: its formula, its value,\n' +
        'its local derivative, the gradient that arrives and those that leave, and beside each\n' +
        'gradient what differences say. In float64, on the reference backend, by the tape itself.',
    )
    .argument('[what]', "an expression, mlp, cnn, a recipe file, or a run's folder or name (default: a neuron)");
  command.option(
    '--set <name=value>',
    'a value of the expression: a number or a list, such as x=[1,2]; repeatable',
    (text: string, before: readonly string[]) => [...before, text],
    [] as readonly string[],
  );
  flag(command, '--batch <images>', 'how many images a network is shown', wholeNumber(1), 1);
  flag(command, '--seed <number>', 'of the first weights and of dropout', wholeNumber(0), 0);
  command.option('--json', 'write the trace as one JSON object');
  command.option('--dot', 'write the graph for Graphviz');
  flag(command, '--out <file>', 'write a page with the graph and a slider through the pass');
  addDataFlags(command);
  command.addHelpText(
    'after',
    "\nExamples:\n  handgrad explain\n  handgrad explain 'sum((w*x + b)^2)' --set w=0.5 --set x=[1,2] --set b=0.1" +
      '\n  handgrad explain cnn --dataset digits --out cnn.html',
  );
  command.action((what: string | undefined) => explain(what, command));
}

async function explain(what: string | undefined, command: Command): Promise<void> {
  const flags = command.opts<ExplainFlags>();
  const explanation = await explanationOf(what, flags, Object.keys(givenOptions(command)));
  const { title, about, trace } = explanation;
  if (flags.out !== undefined) await writePage(flags.out, explanation);
  if (flags.json) printJson({ title, about, ...trace });
  else if (flags.dot) print(traceDot(trace));
  else if (flags.out === undefined) print(`${title}\n${about}\n\n${traceText(trace)}`);
  else print(`Page: ${flags.out}. ${checkSummary(trace)}`);
  if (trace.values.some(({ check }) => check?.verdict === 'differs')) process.exitCode = EXIT.failure;
}

function explanationOf(what: string | undefined, flags: ExplainFlags, given: readonly string[]): Promise<Explanation> {
  if (what !== undefined && isNetwork(what)) {
    if (flags.set.length > 0)
      throw new UsageError(`--set gives values to an expression; ${what} is a network`, COMMAND);
    return explainNetwork(what, flags);
  }
  const misplaced = given.find((name) => ['batch', 'seed', 'dataset', 'data', 'network'].includes(name));
  if (misplaced !== undefined)
    throw new UsageError(`--${misplaced} goes with a network, not with an expression`, COMMAND);
  if (what !== undefined) return explainExpression(what, flags.set);
  return explainExpression(ONE_NEURON.expression, flags.set.length > 0 ? flags.set : ONE_NEURON.set);
}

/** A preset, a recipe, or something that lies there; anything else is an expression. */
function isNetwork(what: string): boolean {
  const isPreset = presetNames.some((name) => name === what);
  return (
    isPreset || /[.](json|safetensors)$/.test(what) || [what, join(DEFAULT_RUNS, what)].some((path) => existsSync(path))
  );
}

async function writePage(path: string, { title, about, trace }: Explanation): Promise<void> {
  // The layout library loads only where a graph is drawn.
  const { tracePage } = await import('../../report/trace/trace-page.js');
  const page = tracePage(trace, { title, subtitle: about, footer: commandText(process.argv.slice(2)) });
  try {
    await writeFile(path, page);
  } catch (error) {
    throw new HandgradError(`--out ${path} cannot be written: ${(error as Error).message}`, { cause: error });
  }
}
