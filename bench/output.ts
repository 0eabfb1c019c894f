import type { Command } from 'commander';
import { compareMeasurements } from './compare.js';
import { readResult, writeResult, type BenchResult } from './result.js';
import { comparisonText, machineText, remarksText } from './tables.js';

/** Where a bench's result goes. */
export interface OutputOptions {
  readonly json?: boolean;
  readonly out?: string;
  readonly compare?: string;
}

/** Adds the options that all suites share. */
export function addOutputOptions(command: Command): Command {
  return command
    .option('--json', 'print the result as JSON instead of tables')
    .option('--out <file>', 'where to write the result (default: a new file in bench/results)')
    .option('--compare <old>', 'say what became slower than in this result; exit code 1 if something did');
}

/** Draws a result's charts; their files' names begin with `path`. Gives the files. */
type Draw = (result: BenchResult, path: string) => Promise<string[]>;

/**
 * Writes, draws and prints a result, compares it if asked to, and sets the exit code. `table`: the suite's own. `draw` is passed in,
 * since one suite has to run where no chart can be drawn.
 */
export async function publish(
  result: BenchResult,
  table: string,
  options: OutputOptions,
  draw: Draw | null,
): Promise<void> {
  const before = options.compare === undefined ? null : readResult(options.compare);
  const path = writeResult(result, options.out);
  const charts = (await draw?.(result, path.replace(/\.json$/, ''))) ?? [];
  const comparison = before && compareMeasurements(before.measurements, result.measurements);
  if (options.json) process.stdout.write(`${JSON.stringify(result)}\n`);
  else {
    print(machineText(result));
    print(table);
    if (result.remarks.length > 0) print(remarksText(result.remarks));
    if (comparison) print(comparisonText(comparison));
    print([path, ...charts].join('\n'));
  }
  if (comparison?.pairs.some(({ verdict }) => verdict === 'slower')) process.exitCode = 1;
}

function print(text: string): void {
  process.stdout.write(`${text}\n\n`);
}

/** A list of names separated by commas, for commander. */
export function nameList(text: string): string[] {
  return text.split(',').map((name) => name.trim());
}

/** The command as it was given: `npm run reproduce -- --quick`. */
export function commandLine(script: string, words: readonly string[] = process.argv.slice(2)): string {
  return [`npm run ${script}`, ...(words.length > 0 ? ['--', ...words] : [])].join(' ');
}
