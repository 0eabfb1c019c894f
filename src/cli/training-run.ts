/** Where a training is kept on disk as it goes: its folder, its configuration, what is saved when. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { DigitData } from '../data/dataset.js';
import { loadCheckpoint, saveCheckpoint } from '../files/checkpoint-file.js';
import { csvFile, jsonLinesFile } from '../files/log-file.js';
import { createNextRunFolder, createRunFolder, openRunFolder, type RunFolder } from '../files/run-folder.js';
import type { JsonObject } from '../nn/json.js';
import type { Model } from '../nn/model.js';
import type { Optimizer } from '../optim/optimizer.js';
import { HandgradError } from '../tensor/error.js';
import type { Callback } from '../train/callback.js';
import { modelCheckpoint } from '../train/callbacks/model-checkpoint.js';
import type { Checkpoint } from '../train/checkpoint.js';
import { commandText } from './command-text.js';
import type { RunSettings } from './presets.js';
import { CONFIG_FORMAT, CONFIG_VERSION, settingsOfConfig, textOfConfig } from './run-settings.js';
import { version } from './version.js';

/** Folder of runs when no other is named. */
export const DEFAULT_RUNS = 'runs';

/** A run that was begun before. */
export interface EarlierRun {
  readonly folder: RunFolder;
  readonly settings: RunSettings;
  /** The backend it was begun on. */
  readonly backend: string;
  /** Identifies its data. */
  readonly fingerprint: string;
  /** Null when it was ended before the first one. */
  readonly checkpoint: Checkpoint | null;
}

/** What a configuration tells besides the settings. */
export interface RunFacts {
  readonly settings: RunSettings;
  readonly backend: string;
  readonly data: DigitData;
  readonly model: Model;
  readonly optimizer: Optimizer;
}

/** @throws {HandgradError} when there is no such run, or its files are damaged. */
export async function earlierRun(runs: string, name: string): Promise<EarlierRun> {
  const { run: folder, config } = await openRunFolder(join(runs, name));
  const checkpoint = existsSync(folder.checkpoint) ? await loadCheckpoint(folder.checkpoint) : null;
  return {
    folder,
    settings: settingsOfConfig(config, folder.config),
    backend: textOfConfig(config, 'backend', folder.config),
    fingerprint: textOfConfig(config, 'dataSha256', folder.config),
    checkpoint,
  };
}

/**
 * Makes the folder of a new run and writes its configuration. Without a name it gets the first free one of `mlp-seed0`,
 * `mlp-seed0-2`, ...
 * @throws {HandgradError} when the name is taken or the folder cannot be written.
 */
export async function beginRun(runs: string, name: string | undefined, facts: RunFacts): Promise<RunFolder> {
  const { preset, seed } = facts.settings;
  const config = configOf(facts);
  if (name !== undefined) return createRunFolder(runs, name, config);
  return createNextRunFolder(runs, `${preset}-seed${seed}`, config);
}

/** Takes a run away again that ended before there was anything to go on from. */
export async function removeIfEmpty(folder: RunFolder): Promise<void> {
  if (!existsSync(folder.checkpoint) && !existsSync(folder.model))
    await rm(folder.path, { recursive: true, force: true });
}

/** Writes logs after every epoch, and checkpoints after every epoch, every so many seconds, and on interruption. */
export function savingCallbacks(folder: RunFolder, checkpointEvery: number): Callback[] {
  return [
    jsonLinesFile(folder.jsonLog),
    csvFile(folder.csvLog),
    modelCheckpoint({
      everySeconds: checkpointEvery,
      save: async (training) => saveCheckpoint(folder.checkpoint, await training.checkpoint()),
    }),
  ];
}

/** SHA-256 of all pixels and labels. A resumed run has to have the same. */
export function fingerprintOf({ train, test }: DigitData): string {
  const hash = createHash('sha256');
  for (const { images, labels } of [train, test]) hash.update(images).update(labels);
  return hash.digest('hex');
}

/** @throws {HandgradError} when a run is resumed on other data. */
export function checkSameData(
  { folder, fingerprint }: Pick<EarlierRun, 'folder' | 'fingerprint'>,
  data: DigitData,
): void {
  if (fingerprintOf(data) === fingerprint) return;
  throw new HandgradError(
    `${folder.path} was begun on other data than these (${data.source}); give the folder it had with --data`,
  );
}

function configOf({ settings, backend, data, model, optimizer }: RunFacts): JsonObject {
  return {
    format: CONFIG_FORMAT,
    version: CONFIG_VERSION,
    handgrad: version(),
    command: commandText(process.argv.slice(2)),
    settings: settings as unknown as JsonObject,
    backend,
    dataSource: data.source,
    dataSha256: fingerprintOf(data),
    // For reading: the settings above decide.
    model: model.describe() as unknown as JsonObject,
    optimizer: optimizer.describe(),
  };
}
