import type { Command } from 'commander';
import { DATASET_NAMES, type DatasetName, type LoadOptions } from '../../data/load.js';
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

/** What the flags say of where data come from, for loading them. `data`: the folder given. */
export interface DataPlace extends NetworkFlag {
  readonly data?: string | undefined;
}

/** Loads data with the options that the flags come to; shows downloads and drawing on a terminal. */
export async function withDataProgress<T>(
  { data, network = true }: DataPlace,
  load: (options: Pick<LoadOptions, 'data' | 'fetch' | 'onProgress'>) => Promise<T>,
): Promise<T> {
  const bar = dataProgressBar();
  try {
    return await load({
      ...(data !== undefined && { data }),
      ...(!network && { fetch: refusingFetch }),
      onProgress: bar.onProgress,
    });
  } finally {
    bar.end();
  }
}
