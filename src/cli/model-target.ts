/** The models that commands are given: a run's folder, its name, or a file. */
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { DatasetName } from '../data/load.js';
import { loadModel } from '../files/model-file.js';
import { openRunFolder, runFolderAt } from '../files/run-folder.js';
import type { Model, ModelOptions } from '../nn/model.js';
import { HandgradError } from '../tensor/error.js';
import { commandText } from './command-text.js';
import { identityOf } from '../recipe/recipe-run.js';
import type { DataRecipe } from '../recipe/schema/data.js';
import type { Recipe } from '../recipe/schema/recipe.js';
import { DEFAULT_RUNS } from './settings/run-flags.js';

/** Where a model lies. */
export interface ModelTarget {
  /** A folder with a `model.safetensors`, or such a file. */
  readonly path: string;
  /** What the run trained whose folder it is; null for a file, or a folder that is no run's. */
  readonly recipe: Recipe | null;
}

export const MODEL_ARGUMENT = "a run's folder, its name in runs/, or a .safetensors file";

/**
 * Finds what `target` names: a path, or else the name of a run in `runs/`.
 * @throws {HandgradError} when there is nothing there, or a run that has no model yet.
 */
export async function findModel(target: string): Promise<ModelTarget> {
  const path = pathOf(target);
  if (!statSync(path).isDirectory()) return { path, recipe: null };
  const folder = runFolderAt(path);
  if (!existsSync(folder.config)) {
    if (existsSync(folder.model)) return { path, recipe: null };
    throw new HandgradError(`${path} holds no model; give ${MODEL_ARGUMENT}`);
  }
  const { config } = await openRunFolder(path);
  const { recipe } = identityOf(config, folder.config);
  if (existsSync(folder.model)) return { path, recipe };
  if (recipe.validation.kind === 'fold' && recipe.validation.fold === 'all') {
    throw new HandgradError(`${path} has a model for each fold; give one of them, such as ${join(path, 'fold-0')}`);
  }
  const network = typeof config.network === 'string' ? [config.network] : [];
  const resume = commandText(['train', ...network, '--resume', '--name', folder.name]);
  throw new HandgradError(`${path} has no model yet: its training did not end; go on with ${resume}`);
}

/** The model of a target, on the backend in use. @throws {HandgradError} when a file is damaged or does not fit. */
export function openModel({ path }: ModelTarget, options: ModelOptions = {}): Promise<Model> {
  return loadModel(path, options);
}

/** The data that are asked for, else those of the run. */
export function dataOf({ recipe }: ModelTarget, dataset: DatasetName | undefined): DataRecipe {
  return dataset === undefined ? (recipe?.data ?? { set: 'auto' }) : { set: dataset };
}

function pathOf(target: string): string {
  const path = [target, join(DEFAULT_RUNS, target)].find((candidate) => existsSync(candidate));
  if (path !== undefined) return path;
  throw new HandgradError(
    `there is no model '${target}': neither that path nor ${join(DEFAULT_RUNS, target)}; give ${MODEL_ARGUMENT}`,
  );
}
