import { join } from 'node:path';
import type { Command } from 'commander';
import { writeFileAtomic } from '../../data/atomic-file.js';
import { drawDigitData, loadDrawnDigits, STANDARD_DIGITS, writeDigitData } from '../../data/drawn-digits.js';
import { checkFiles, findFiles } from '../../data/four-files.js';
import { listData } from '../../data/inventory.js';
import { fetchMnist, verifyMnist } from '../../data/mnist.js';
import { dataPlace } from '../../data/place.js';
import { contactSheet } from '../contact-sheet.js';
import { dataProgressBar } from '../data-progress-bar.js';
import { EXIT } from '../exit-code.js';
import { oneOf, wholeNumber } from '../flag-values.js';
import { flag, givenOptions } from '../flags.js';
import { print, printJson } from '../print.js';
import { refusingFetch } from '../refusing-fetch.js';
import { UsageError } from '../report-error.js';
import { tableText } from '../table.js';

interface PlaceFlags {
  readonly data?: string;
  readonly json?: boolean;
}

export function addDataCommand(program: Command): void {
  const data = program
    .command('data')
    .summary('list, fetch, verify or draw data')
    .description('The digits that networks are trained on: which there are, and getting them.')
    .addHelpText('after', '\nExample:\n  handgrad data fetch');
  addList(data);
  addFetch(data);
  addVerify(data);
  addDraw(data);
}

function addPlaceFlags(command: Command): Command {
  flag(command, '--data <folder>', 'where the data lie (HANDGRAD_DATA, else datasets/)');
  return command.option('--json', 'write one JSON value');
}

function addList(data: Command): void {
  const command = data.command('list').description('Lists the data sets and says which are there, and where.');
  addPlaceFlags(command).addHelpText('after', '\nExample:\n  handgrad data list');
  command.action(async () => {
    const { json, ...place } = command.opts<PlaceFlags>();
    const listings = await listData(place);
    if (json) return printJson(listings);
    for (const { name, about, folder, state, missing } of listings) {
      print(`${name}: ${about}`);
      print(`  ${state}${state === 'incomplete' ? ` (no ${missing.join(', no ')})` : ''} in ${folder}`);
    }
  });
}

function addFetch(data: Command): void {
  const command = data
    .command('fetch')
    .description('Downloads MNIST, 11 MB, and checks it. Files that are there and sound are kept.');
  addPlaceFlags(command)
    .option('--no-network', 'do without a download: fails unless all files are there')
    .addHelpText('after', '\nExample:\n  handgrad data fetch --data ~/data');
  command.action(async () => {
    const { json, network, ...place } = command.opts<PlaceFlags & { network: boolean }>();
    const bar = dataProgressBar();
    const { onProgress } = bar;
    const folder = join(dataPlace(place).folder, 'mnist');
    const files = await fetchMnist(folder, { onProgress, ...(!network && { fetch: refusingFetch }) }).finally(bar.end);
    if (json) return printJson(files.map(({ path, from = null }) => ({ path, from })));
    for (const { path, from } of files)
      print(`${path}  ${from === undefined ? 'was there and is sound' : `from ${from}`}`);
  });
}

function addVerify(data: Command): void {
  const command = data
    .command('verify')
    .description('Compares the files of a data set with their checksums; exit code 1 unless all are right.')
    .argument('[dataset]', 'mnist or digits', oneOf(['mnist', 'digits']), 'mnist');
  addPlaceFlags(command).addHelpText('after', '\nExample:\n  handgrad data verify digits');
  command.action(async (name: 'mnist' | 'digits') => {
    const { json, ...place } = command.opts<PlaceFlags>();
    const checks =
      name === 'mnist'
        ? await verifyMnist(dataPlace(place).folder)
        : await checkFiles(await findFiles(digitsFolder(place)), STANDARD_DIGITS.checksums);
    if (json) printJson(checks.map(({ path = null, problem = null, ...check }) => ({ ...check, path, problem })));
    else
      print(
        tableText(
          [
            { title: 'file', align: 'left' },
            { title: 'status', align: 'left' },
          ],
          checks.map((check) => [check.path ?? check.name, check.problem ?? check.status]),
        ),
      );
    if (checks.some(({ status }) => status !== 'ok')) process.exitCode = EXIT.failure;
  });
}

interface DrawFlags {
  readonly count: number;
  readonly testCount?: number;
  readonly seed: number;
  readonly out?: string;
  readonly sheet?: string;
}

/** Digits on a contact sheet. */
const SHEET_DIGITS = 400;

function addDraw(data: Command): void {
  const { seed, trainCount } = STANDARD_DIGITS;
  const command = data
    .command('draw')
    .description(
      "Draws handwritten-style digits, in MNIST's format. Without flags: the 60,000 + 10,000\n" +
        'that serve where there is no MNIST, into datasets/digits.',
    );
  flag(command, '--count <images>', 'for training', wholeNumber(1), trainCount);
  flag(command, '--test-count <images>', 'for testing (a sixth of --count)', wholeNumber(1));
  flag(command, '--seed <number>', 'other digits', wholeNumber(0), seed);
  flag(command, '--out <folder>', 'where the four files go');
  flag(command, '--sheet <file.png>', `a picture of the first ${SHEET_DIGITS}; without --out, only that`);
  command.addHelpText(
    'after',
    '\nExamples:\n  handgrad data draw --count 200 --sheet digits.png\n  handgrad data draw --count 6000 --seed 7 --out own',
  );
  command.action(() => draw(command));
}

async function draw(command: Command): Promise<void> {
  const { count, testCount = Math.ceil(count / 6), seed, out, sheet } = command.opts<DrawFlags>();
  const bar = dataProgressBar();
  if (out === undefined && sheet === undefined) {
    if (Object.keys(givenOptions(command)).length > 0) {
      throw new UsageError(
        'digits of your own need --out, a folder for them, or --sheet, a picture',
        'handgrad data draw',
      );
    }
    const folder = digitsFolder({});
    const { how, notKept } = await loadDrawnDigits(folder, STANDARD_DIGITS, bar.onProgress).finally(bar.end);
    return print(
      notKept ?? `${how === 'read' ? 'they were there already' : '60,000 + 10,000 digits drawn'}: ${folder}`,
    );
  }
  const drawn = await drawDigitData({ seed, trainCount: count, testCount }, bar.onProgress).finally(bar.end);
  if (sheet !== undefined) {
    await writeFileAtomic(sheet, contactSheet(drawn.train, SHEET_DIGITS));
    print(`picture of ${Math.min(SHEET_DIGITS, count)} digits: ${sheet}`);
  }
  if (out !== undefined) {
    await writeDigitData(out, drawn);
    print(`${count} + ${testCount} digits: ${out}; train with --dataset idx --data ${out}`);
  }
}

function digitsFolder({ data = 'datasets' }: { readonly data?: string }): string {
  return join(data, 'digits');
}
