import { existsSync, statSync } from 'node:fs';
import type { Command } from 'commander';
import { fileErrorText, writeFileAtomic } from '../../data/atomic-file.js';
import { readDigit, readImageFolder } from '../../data/image-folder.js';
import type { PreparedDigit } from '../../data/prepare-digit.js';
import type { Model } from '../../nn/model.js';
import { prepareSubmission } from '../../recipe/prepare.js';
import type { Recipe } from '../../recipe/schema/recipe.js';
import { submissionCsv } from '../../report/submission.js';
import { HandgradError } from '../../tensor/error.js';
import { predict, predictedClasses } from '../../train/predict.js';
import { commandText } from '../command-text.js';
import { digitPicture } from '../digit-picture.js';
import { flag, flagOf, givenOptions } from '../flags.js';
import { dataOf, findModel, MODEL_ARGUMENT, openModel } from '../model-target.js';
import { ownPictures, USUAL_PREPROCESSING } from '../own-pictures.js';
import { print, printJson, printSentence } from '../print.js';
import { UsageError } from '../report-error.js';
import { settingsOnly } from '../run-settings.js';
import { addBackendFlag, withBackend } from '../settings/backend-settings.js';
import { addDataFlags, withDataProgress, type NetworkFlag } from '../settings/data-settings.js';

export function addPredictCommand(program: Command): void {
  const command = program
    .command('predict')
    .summary('read digits in pictures')
    .description(
      'Says which digit a picture shows: a PNG of any size, dark on light or light on dark. ' +
        'A folder is read as <label>.png and <label>/<name>.png, and the right answers are counted. ' +
        'With --submission the test images of a data set are read instead, for Kaggle.',
    )
    .argument('<model>', MODEL_ARGUMENT)
    .argument('[pictures...]', 'PNG files, and folders of them');
  command.option('--brief', 'one line for each picture');
  flag(command, '--out <folder>', 'also write a page with the pictures and probabilities (HTML, SVG, PNG)');
  flag(command, '--submission <file>', 'write ImageId,Label for each test image of the data, as CSV');
  command.option('--overwrite', 'replace the file of --submission');
  command.option('--json', 'write one JSON object');
  addDataFlags(command);
  addBackendFlag(command);
  command.addHelpText(
    'after',
    '\nExamples:\n  handgrad predict runs/mlp-seed0 my-seven.png\n  handgrad predict mlp-seed0 my-digits --out my-digits-read\n' +
      '  handgrad predict mlp-seed0 --submission submission.csv',
  );
  command.action((target: string, paths: string[]) => {
    checkTask(paths, command);
    const { submission } = command.opts<PredictFlags>();
    return submission === undefined
      ? predictPictures(target, paths, command)
      : predictTest(target, submission, command);
  });
}

interface PredictFlags extends NetworkFlag {
  readonly brief?: boolean;
  readonly out?: string;
  readonly submission?: string;
  readonly overwrite?: boolean;
  readonly json?: boolean;
  readonly backend: string;
}

/** Flags that only say something about pictures, and those that only do about the test images of a data set. */
const ONLY_PICTURES = ['brief', 'out'];
const ONLY_SUBMISSION = ['overwrite', 'dataset', 'data', 'network'];

/** @throws {UsageError} unless it is said what to read: pictures, or with --submission the test images. */
function checkTask(paths: readonly string[], command: Command): void {
  const refuse = (message: string) => new UsageError(message, 'handgrad predict');
  const given = Object.keys(givenOptions(command));
  if (!given.includes('submission')) {
    if (paths.length === 0) throw refuse("missing required argument 'pictures'");
    const idle = given.find((name) => ONLY_SUBMISSION.includes(name));
    if (idle !== undefined)
      throw refuse(`${idle === 'network' ? '--no-network' : flagOf(idle)} has no effect without --submission`);
    return;
  }
  if (paths.length > 0)
    throw refuse(`--submission reads the test images of a data set, not ${paths[0]}; leave one out`);
  const idle = given.find((name) => ONLY_PICTURES.includes(name));
  if (idle !== undefined) throw refuse(`${flagOf(idle)} has no effect with --submission`);
}

/** The answers for the test images of the data that are asked for, else of the run, as a file for Kaggle. */
async function predictTest(target: string, path: string, command: Command): Promise<void> {
  const flags = command.opts<PredictFlags>();
  const { overwrite = false, json = false, backend } = flags;
  if (!overwrite && existsSync(path)) {
    throw new HandgradError(`${path} exists; give another name, or --overwrite to replace it`);
  }
  const found = await findModel(target);
  await withBackend(backend, async (_, why) => {
    const model = await openModel(found);
    const { data, dataset } = settingsOnly(givenOptions(command));
    const { source, images } = await withDataProgress({ ...flags, data: data ?? undefined }, (options) =>
      prepareSubmission(dataOf(found, dataset), found.recipe?.preprocessing ?? USUAL_PREPROCESSING, options),
    );
    const classes = predictedClasses(await predict(model, images));
    await writeFileAtomic(path, submissionCsv(classes));
    const { count } = images;
    if (json) return printJson({ model: found.path, data: source, submission: path, images: count });
    printSentence(`Data: ${source}. Backend: ${why}.`);
    print(`${count.toLocaleString('en-US')} test images read: ${path}`);
  });
}

async function predictPictures(target: string, paths: readonly string[], command: Command): Promise<void> {
  const { brief = false, json = false, out, backend } = command.opts<PredictFlags>();
  const found = await findModel(target);
  const pictures: Picture[] = [];
  for (const path of paths) pictures.push(...(await readPictures(path)));
  await withBackend(backend, async () => {
    const answers = await answersOf(await openModel(found), found.recipe, pictures);
    const page = out === undefined ? null : await writePage(out, found.path, answers);
    if (json) {
      const withoutPixels = answers.map(({ pixels: _, ...answer }) => answer);
      return printJson({ model: found.path, ...scoreOf(answers), page, pictures: withoutPixels });
    }
    printAnswers(answers, brief);
    if (page !== null) print(`${brief ? '' : '\n'}With pictures: ${page}`);
  });
}

interface Picture extends PreparedDigit {
  readonly path: string;
  /** What it is said to show; null where nobody says. */
  readonly label: number | null;
}

interface Answer extends Picture {
  readonly prediction: number;
  readonly probabilities: readonly number[];
}

async function readPictures(path: string): Promise<Picture[]> {
  const status = statSync(path, { throwIfNoEntry: false });
  if (!status) {
    throw new HandgradError(`picture: cannot read ${path}: ${fileErrorText({ code: 'ENOENT' })}`);
  }
  if (status.isDirectory()) return [...(await readImageFolder(path)).digits];
  return [{ ...(await readDigit(path)), path, label: null }];
}

async function answersOf(model: Model, recipe: Recipe | null, pictures: readonly Picture[]): Promise<Answer[]> {
  const images = new Uint8Array(pictures.length * 28 * 28);
  pictures.forEach(({ pixels }, i) => images.set(pixels, i * 28 * 28));
  const examples = ownPictures({ images, count: pictures.length, height: 28, width: 28, channels: 1 }, recipe);
  const predictions = await predict(model, examples, { activation: 'softmax' });
  const classes = predictedClasses(predictions);
  const width = predictions.values.length / pictures.length;
  return pictures.map((picture, i) => ({
    ...picture,
    prediction: classes[i],
    probabilities: [...predictions.values.subarray(i * width, (i + 1) * width)],
  }));
}

async function writePage(folder: string, model: string, answers: readonly Answer[]): Promise<string> {
  // Charts take a while to load, and are only drawn when asked for.
  const { writePredictions } = await import('../../report/prediction/write-predictions.js');
  const shown = answers.map(({ path, ...answer }) => ({ ...answer, title: path }));
  return writePredictions(folder, shown, { model, ...scoreOf(answers), footer: commandText(process.argv.slice(2)) });
}

function printAnswers(answers: readonly Answer[], brief: boolean): void {
  for (const { path, label, prediction, probabilities, steps, pixels } of answers) {
    const verdict = label === null ? '' : label === prediction ? ', right' : `, wrong: it is a ${label}`;
    print(`${path}: ${prediction} (${(100 * probabilities[prediction]).toFixed(2)} %)${verdict}`);
    if (brief) continue;
    for (const step of steps) print(`  ${step}`);
    print();
    print(`${digitPicture(pixels, probabilities)}\n`);
  }
  const { labelled, right } = scoreOf(answers);
  if (labelled > 0) print(`${right} of ${labelled} right (${((100 * right) / labelled).toFixed(2)} %)`);
}

function scoreOf(answers: readonly Answer[]): { labelled: number; right: number } {
  return {
    labelled: answers.filter(({ label }) => label !== null).length,
    right: answers.filter(({ label, prediction }) => label === prediction).length,
  };
}
