/** Runs as reports are made from: what `handgrad train` has left in a folder, or has in its hands at its end. */
import { existsSync } from 'node:fs';
import { readEpochLog } from '../files/epoch-log.js';
import { readGradientNorms } from '../files/gradient-norm-file.js';
import { openRunFolder, type RunFolder } from '../files/run-folder.js';
import type { DigitData } from '../data/dataset.js';
import type { Model } from '../nn/model.js';
import { softmaxCrossEntropy } from '../ops/losses/softmax-cross-entropy.js';
import type { TrainedRun } from '../report/run/trained-run.js';
import { HandgradError } from '../tensor/error.js';
import { imageExamples } from '../train/examples.js';
import type { EpochRecord } from '../train/history.js';
import { commandText } from './command-text.js';
import type { ModelTarget } from './model-target.js';
import type { RunSettings } from './presets.js';
import { textOfConfig, type SettingFlags } from './run-settings.js';
import { limitTraining, openData, type NetworkFlag } from './settings/data-settings.js';
import { splitExamples } from './settings/training-settings.js';
import { checkSameData } from './training-run.js';

/** What a training came to. */
export interface TrainingOutcome {
  readonly folder: RunFolder;
  readonly settings: RunSettings;
  /** That it was trained on. */
  readonly backend: string;
  readonly data: DigitData;
  readonly model: Model;
  readonly epochs: readonly EpochRecord[];
}

/** A training that has ended, to be reported on by its test images. @throws {HandgradError} when a file is damaged. */
export async function trainedRun({
  folder,
  settings,
  backend,
  data,
  model,
  epochs,
}: TrainingOutcome): Promise<TrainedRun> {
  const { labelSmoothing, batchSize } = settings;
  const test = imageExamples(data.test);
  return {
    name: folder.name,
    data: data.source,
    backend,
    model,
    loss: (outputs, targets) => softmaxCrossEntropy(outputs, targets, { labelSmoothing }),
    epochs,
    trainingImages: splitExamples(settings, imageExamples(data.train), test).train.count,
    batchSize,
    scored: { what: 'test images', pictures: data.test, examples: test },
    gradientNorms: await readGradientNorms(folder.path),
    settings: Object.entries(settings).flatMap(([name, value]) => shownSetting(name, value)),
  };
}

/**
 * Draws the report of a training that has just ended, and returns the path of its page. Without the charts as PNG, which take
 * longest; `handgrad report` adds them.
 */
export async function reportAtEnd(outcome: TrainingOutcome): Promise<string> {
  // The library of charts takes a while to load: only once the result has been shown.
  const { writeRunReport } = await import('../report/run/write-run-report.js');
  const footer = commandText(process.argv.slice(2));
  const { folder } = outcome;
  const { page } = await writeRunReport(await trainedRun(outcome), { folder: folder.path, footer, pngs: false });
  return page;
}

/** A run that somebody names. */
export interface RunTarget {
  readonly folder: RunFolder;
  readonly settings: RunSettings;
  readonly backend: string;
  /** Identifies its data. */
  readonly fingerprint: string;
  readonly epochs: readonly EpochRecord[];
}

/** What the folder of a run tells without its model and data. @throws {HandgradError} when the target is no run's folder. */
export async function runTarget({ path, settings }: ModelTarget): Promise<RunTarget> {
  if (settings === null) {
    throw new HandgradError(
      `${path} is a model without the run that trained it; give the folder of a run, or its name`,
    );
  }
  const { run: folder, config } = await openRunFolder(path);
  if (!existsSync(folder.jsonLog)) {
    throw new HandgradError(`${path} has no log.jsonl, so nothing tells how it was trained; train it again`);
  }
  return {
    folder,
    settings,
    backend: textOfConfig(config, 'backend', folder.config),
    fingerprint: textOfConfig(config, 'dataSha256', folder.config),
    epochs: await readEpochLog(folder.jsonLog),
  };
}

/**
 * The data to measure a run on: those that are asked for, else its own.
 * @throws {HandgradError} when the run's own data are not to be had, and others were found in their place.
 */
export async function dataOfRun(run: RunTarget, given: SettingFlags, flags: NetworkFlag): Promise<DigitData> {
  const { settings } = run;
  const { dataset = settings.dataset, data: place = settings.data } = given;
  const data = limitTraining(await openData({ dataset, data: place }, flags), settings.trainLimit);
  // Without a name, another set may lie where the run's was, or be drawn instead; nobody would notice.
  if (given.dataset === undefined) checkSameData(run, data);
  return data;
}

/** A setting in words, unless it asks for nothing. */
function shownSetting(name: string, value: RunSettings[keyof RunSettings]): { name: string; value: string }[] {
  if (value === null || value === false || (Array.isArray(value) && value.length === 0)) return [];
  const words = name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  const text = Array.isArray(value) ? value.join(', ') : value === true ? 'yes' : String(value);
  return [{ name: words, value: text }];
}
