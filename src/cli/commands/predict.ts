import { statSync } from 'node:fs';
import type { Command } from 'commander';
import { fileErrorText } from '../../data/atomic-file.js';
import { readDigit, readImageFolder } from '../../data/image-folder.js';
import type { PreparedDigit } from '../../data/prepare-digit.js';
import type { Model } from '../../nn/model.js';
import { HandgradError } from '../../tensor/error.js';
import { predict, predictedClasses } from '../../train/predict.js';
import { digitPicture } from '../digit-picture.js';
import { findModel, MODEL_ARGUMENT, openModel } from '../model-target.js';
import { print, printJson } from '../print.js';
import { addBackendFlag, withBackend } from '../settings/backend-settings.js';

export function addPredictCommand(program: Command): void {
  const command = program
    .command('predict')
    .summary('read digits in pictures')
    .description(
      'Says which digit a picture shows: a PNG of any size, dark on light or light on dark. ' +
        'A folder is read as <label>.png and <label>/<name>.png, and the right answers are counted.',
    )
    .argument('<model>', MODEL_ARGUMENT)
    .argument('<pictures...>', 'PNG files, and folders of them');
  command.option('--brief', 'one line for each picture');
  command.option('--json', 'write one JSON object');
  addBackendFlag(command);
  command.addHelpText('after', '\nExample:\n  handgrad predict runs/mlp-seed0 my-seven.png');
  command.action((target: string, paths: string[]) => predictPictures(target, paths, command));
}

async function predictPictures(target: string, paths: readonly string[], command: Command): Promise<void> {
  const { brief = false, json = false, backend } = command.opts<{ brief?: boolean; json?: boolean; backend: string }>();
  const found = await findModel(target);
  const pictures: Picture[] = [];
  for (const path of paths) pictures.push(...(await readPictures(path)));
  await withBackend(backend, async () => {
    const answers = await answersOf(await openModel(found), pictures);
    if (json)
      printJson({
        model: found.path,
        ...scoreOf(answers),
        pictures: answers.map(({ pixels: _, ...answer }) => answer),
      });
    else printAnswers(answers, brief);
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

async function answersOf(model: Model, pictures: readonly Picture[]): Promise<Answer[]> {
  const inputs = new Uint8Array(pictures.length * 28 * 28);
  pictures.forEach(({ pixels }, i) => inputs.set(pixels, i * 28 * 28));
  const examples = { count: pictures.length, inputs, inputShape: [28, 28, 1] };
  const predictions = await predict(model, examples, { activation: 'softmax' });
  const classes = predictedClasses(predictions);
  const width = predictions.values.length / pictures.length;
  return pictures.map((picture, i) => ({
    ...picture,
    prediction: classes[i],
    probabilities: [...predictions.values.subarray(i * width, (i + 1) * width)],
  }));
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
