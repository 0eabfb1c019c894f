/** The models that commands are given: a run's folder, its name, or a file. */
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { loadModel } from '../files/model-file.js';
import { openRunFolder, runFolderAt } from '../files/run-folder.js';
import type { Model, ModelOptions } from '../nn/model.js';
import { HandgradError } from '../tensor/error.js';
import { commandText } from './command-text.js';
import type { RunSettings } from './presets.js';
import { settingsOfConfig, type SettingFlags } from './run-settings.js';
import type { DataSettings } from './settings/data-settings.js';
import { DEFAULT_RUNS } from './training-run.js';

/** Where a model lies. */
export interface ModelTarget {
  /** A folder with a `model.safetensors`, or such a file. */
  readonly path: string;
  /** Of the run whose folder it is; null for a file, or a folder that is no run's. */
  readonly settings: RunSettings | null;
}

export const MODEL_ARGUMENT = "a run's folder, its name in runs/, or a .safetensors file";

/**
 * Finds what `target` names: a path, or else the name of a run in `runs/`.
 * @throws {HandgradError} when there is nothing there, or a run that has no model yet.
 */
export async function findModel(target: string): Promise<ModelTarget> {
  const path = pathOf(target);
  if (!statSync(path).isDirectory()) return { path, settings: null };
  const folder = runFolderAt(path);
  if (!existsSync(folder.config)) {
    if (existsSync(folder.model)) return { path, settings: null };
    throw new HandgradError(`${path} holds no model; give ${MODEL_ARGUMENT}`);
  }
  const { config } = await openRunFolder(path);
  const settings = settingsOfConfig(config, folder.config);
  if (!existsSync(folder.model)) {
    const resume = commandText(['train', settings.preset, '--resume', '--name', folder.name]);
    throw new HandgradError(`${path} has no model yet: its training did not end; go on with ${resume}`);
  }
  return { path, settings };
}

/** The model of a target, on the backend in use. @throws {HandgradError} when a file is damaged or does not fit. */
export function openModel({ path }: ModelTarget, options: ModelOptions = {}): Promise<Model> {
  return loadModel(path, options);
}

/** The data that are asked for, else those of the run. */
export function dataOf({ settings }: ModelTarget, { dataset, data }: SettingFlags): DataSettings {
  if (dataset !== undefined) return { dataset, data: data ?? null };
  return { dataset: settings?.dataset ?? 'auto', data: data ?? settings?.data ?? null };
}

function pathOf(target: string): string {
  const path = [target, join(DEFAULT_RUNS, target)].find((candidate) => existsSync(candidate));
  if (path !== undefined) return path;
  throw new HandgradError(
    `there is no model '${target}': neither that path nor ${join(DEFAULT_RUNS, target)}; give ${MODEL_ARGUMENT}`,
  );
}
