/** Runs as reports are made from: what `handgrad train` has left in a folder, or has in its hands at its end. */
import { existsSync } from 'node:fs';
import { readEpochLog } from '../files/epoch-log.js';
import { readGradientNorms } from '../files/gradient-norm-file.js';
import type { ImageDataset } from '../data/dataset.js';
import { isJsonObject } from '../nn/json.js';
import type { Model } from '../nn/model.js';
import { lossOf } from '../recipe/build-recipe.js';
import { prepareTest, type TestData } from '../recipe/prepare.js';
import { checkSameTraining, openRecipeRun, type RecipeRun } from '../recipe/recipe-run.js';
import type { Recipe } from '../recipe/schema/recipe.js';
import type { TrainedRun } from '../report/run/trained-run.js';
import { HandgradError } from '../tensor/error.js';
import type { Examples } from '../train/examples.js';
import type { EpochRecord } from '../train/history.js';
import { commandText } from './command-text.js';
import { dataOf, type ModelTarget } from './model-target.js';
import type { SettingFlags } from './run-settings.js';
import { withDataProgress, type NetworkFlag } from './settings/data-settings.js';

/** What a training came to. */
export interface TrainingOutcome {
  readonly run: Pick<RecipeRun, 'folder' | 'recipe' | 'seed' | 'backend'>;
  readonly model: Model;
  readonly epochs: readonly EpochRecord[];
  /** Images in an epoch. */
  readonly trainingImages: number;
  /** The test images, as the network takes them and as people see them, and which data they are of. */
  readonly test: Examples;
  readonly pictures: ImageDataset;
  readonly source: string;
  /** The mean loss on the test images, if it has been measured already. */
  readonly testLoss?: number | undefined;
}

/** A training that has ended, to be reported on by its test images. @throws {HandgradError} when a file is damaged. */
export async function trainedRun(outcome: TrainingOutcome): Promise<TrainedRun> {
  const { run, model, epochs, trainingImages, test, pictures, source, testLoss } = outcome;
  const { recipe, seed, folder, backend } = run;
  return {
    name: folder.name,
    data: source,
    backend,
    model,
    loss: lossOf(recipe.training),
    epochs,
    trainingImages,
    batchSize: recipe.training.batchSize,
    scored: { what: 'test images', pictures, examples: test, meanLoss: testLoss },
    gradientNorms: await readGradientNorms(folder.path),
    settings: [...shownSettings(recipe), { name: 'seed', value: String(seed) }],
  };
}

/** The report and its library of charts, which takes a while to load and which few commands need. */
export const loadReport = () => import('../report/run/write-run-report.js');

/**
 * Draws the report of a training that has just ended, and returns the path of its page. Without the charts as PNG, which take
 * longest; `handgrad report` adds them.
 */
export async function reportAtEnd(outcome: TrainingOutcome): Promise<string> {
  const { writeRunReport } = await loadReport();
  const footer = commandText(process.argv.slice(2));
  const { path: folder } = outcome.run.folder;
  const { page } = await writeRunReport(await trainedRun(outcome), { folder, footer, pngs: false });
  return page;
}

/** A run that somebody names, and its log. */
export interface RunTarget extends RecipeRun {
  readonly epochs: readonly EpochRecord[];
}

/** What the folder of a run tells without its model and data. @throws {HandgradError} when the target is no run's folder. */
export async function runTarget({ path, recipe }: ModelTarget): Promise<RunTarget> {
  if (recipe === null) {
    throw new HandgradError(
      `${path} is a model without the run that trained it; give the folder of a run, or its name`,
    );
  }
  const run = await openRecipeRun(path);
  if (!existsSync(run.folder.jsonLog)) {
    throw new HandgradError(`${path} has no log.jsonl, so nothing tells how it was trained; train it again`);
  }
  return { ...run, epochs: await readEpochLog(run.folder.jsonLog) };
}

/**
 * The test images to measure a run on: those that are asked for, else its own.
 * @throws {HandgradError} when the run's own data are not to be had, and others were found in their place.
 */
export async function testOfRun(run: RunTarget, given: SettingFlags, flags: NetworkFlag): Promise<TestData> {
  const { recipe } = run;
  const test = await withDataProgress({ ...flags, data: given.data ?? undefined }, (options) =>
    prepareTest(dataOf({ path: run.folder.path, recipe }, given.dataset), recipe.preprocessing, options),
  );
  // Without a name, another set may lie where the run's was, or be drawn instead; nobody would notice.
  if (given.dataset === undefined) {
    checkSameTraining(run, { ...run, dataSource: test.source, dataSha256: test.sha256 });
  }
  return test;
}

/** How many images an epoch of a run has. */
export function trainingImagesOf({ folder, result }: RecipeRun): number {
  const count = result?.counts.trainingAccuracy;
  if (count !== undefined) return count;
  throw new HandgradError(
    `${folder.path} has no result.json, which says on how many images it was trained; train it again`,
  );
}

/** What a recipe says, line by line, but for its layers, which are shown on their own. */
function shownSettings(recipe: Recipe): TrainedRun['settings'] {
  const { id, data, preprocessing, validation, augmentation, optimizer, training } = recipe;
  const { callbacks, ...course } = training;
  const parts = { recipe: id, data, preprocessing, validation, augmentation, optimizer, ...course, callbacks };
  return Object.entries(parts).flatMap(([name, value]) => {
    const text = settingText(value);
    return text === '' ? [] : [{ name: name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`), value: text }];
  });
}

/** `adam, learningRate 0.001`; nothing for what is not there. */
function settingText(value: unknown): string {
  if (Array.isArray(value)) return value.map(settingText).join('; ');
  if (isJsonObject(value)) {
    const named = (key: string, part: unknown) =>
      UNNAMED.includes(key) ? settingText(part) : `${key} ${settingText(part)}`;
    return Object.entries(value)
      .map(([key, part]) => named(key, part))
      .join(', ');
  }
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** What says by itself which kind a part is of. */
const UNNAMED = ['kind', 'op', 'set', 'when'];
