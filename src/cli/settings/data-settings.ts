import type { Command } from 'commander';
import { DATASET_NAMES, loadDigitData, type DatasetName } from '../../data/load.js';
import { take, type DigitData } from '../../data/dataset.js';
import { oneOf, wholeNumber } from '../flag-values.js';
import { flag } from '../flags.js';
import { dataProgressBar } from '../data-progress-bar.js';
import { refusingFetch } from '../refusing-fetch.js';

/** Which digits. */
export interface DataSettings {
  readonly dataset: DatasetName;
  /** The folder given by `--data`. */
  readonly data: string | null;
}

/** Whether a download may be tried. */
export interface NetworkFlag {
  readonly network?: boolean;
}

/** Adds `--data`, `--dataset` and `--no-network`. `further`: names of data sets that only this command knows. */
export function addDataFlags(command: Command, further: readonly string[] = []): Command {
  const names = [...DATASET_NAMES, ...further];
  command.optionsGroup('Data:');
  flag(command, '--dataset <name>', names.join(', '), oneOf(names));
  flag(command, '--data <folder>', 'where the data lie (HANDGRAD_DATA, else datasets/)');
  command.option('--no-network', 'do without a download');
  return command;
}

/** Adds `--train-limit`, for quick trials. */
export function addTrainLimitFlag(command: Command): Command {
  flag(command, '--train-limit <images>', 'train on the first images only', wholeNumber(1));
  return command;
}

/**
 * Loads the data; shows downloads and drawing on a terminal.
 * @throws {HandgradError} as `loadDigitData`.
 */
export async function openData({ dataset, data }: DataSettings, { network = true }: NetworkFlag): Promise<DigitData> {
  const bar = dataProgressBar();
  try {
    return await loadDigitData({
      dataset,
      ...(data !== null && { data }),
      ...(!network && { fetch: refusingFetch }),
      onProgress: bar.onProgress,
    });
  } finally {
    bar.end();
  }
}

/** The same data with fewer training images, and said so. */
export function limitTraining(data: DigitData, limit: number | null): DigitData {
  if (limit === null || limit >= data.train.count) return data;
  const source = `${data.source}; only the first ${limit.toLocaleString('en-US')} for training`;
  return { ...data, train: take(data.train, limit), source };
}
