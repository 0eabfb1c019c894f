/** A recipe's training on disk: what its configuration holds, and what of it there is already. */
import { existsSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { loadCheckpoint } from '../files/checkpoint-file.js';
import { readJson } from '../files/read-file.js';
import { createRunFolder, openRunFolder, runFolderAt, type RunFolder } from '../files/run-folder.js';
import { version } from '../files/version.js';
import { isJsonObject, type JsonObject } from '../nn/json.js';
import { HandgradError } from '../tensor/error.js';
import type { Checkpoint } from '../train/checkpoint.js';
import { checkRecipe } from './check-recipe.js';
import type { RecipeResult } from './result.js';
import type { Recipe } from './schema/recipe.js';

export const CONFIG_FORMAT = 'handgrad-run';
export const CONFIG_VERSION = 2;

/** What identifies a training. */
export interface RunIdentity {
  readonly recipe: Recipe;
  readonly seed: number;
  /** The backend that it was begun on. */
  readonly backend: string;
  readonly dataSource: string;
  readonly dataSha256: string;
}

/** A training's folder and how far it is. */
export interface RecipeRun extends RunIdentity {
  readonly folder: RunFolder;
  /** All that `config.json` holds. */
  readonly config: JsonObject;
  /** Null when there is none yet. */
  readonly checkpoint: Checkpoint | null;
  /** Null when it has not ended. */
  readonly result: RecipeResult | null;
}

/**
 * Begins a run in `path`. `about`: further entries of its configuration, for reading.
 * @throws {HandgradError} when the folder holds anything already or cannot be written.
 */
export async function beginRecipeRun(path: string, identity: RunIdentity, about: JsonObject): Promise<RecipeRun> {
  const config = {
    format: CONFIG_FORMAT,
    version: CONFIG_VERSION,
    handgrad: version(),
    ...identity,
    ...about,
  } as unknown as JsonObject;
  const folder = await createRunFolder(dirname(path), basename(path), config);
  return { ...identity, folder, config, checkpoint: null, result: null };
}

/** Takes up a run that was begun before. @throws {HandgradError} when there is none, or its files are damaged. */
export async function openRecipeRun(path: string): Promise<RecipeRun> {
  const { run: folder, config } = await openRunFolder(path);
  return {
    ...identityOf(config, folder.config),
    folder,
    config,
    checkpoint: existsSync(folder.checkpoint) ? await loadCheckpoint(folder.checkpoint) : null,
    result: existsSync(folder.result)
      ? ((await readJson(folder.result, 'the result of the run')) as RecipeResult)
      : null,
  };
}

/** Whether a run was begun in this folder. */
export function hasRecipeRun(path: string): boolean {
  return existsSync(runFolderAt(path).config);
}

/** What a run's configuration says of its training. `file`: for messages. @throws {HandgradError} when it does not. */
export function identityOf(config: JsonObject, file: string): RunIdentity {
  const refuse = (reason: string) =>
    new HandgradError(`${file}: the configuration of the run ${reason}; it was edited or is of another version`);
  const { format, version: found, recipe, seed } = config;
  if (format !== CONFIG_FORMAT || found !== CONFIG_VERSION) {
    throw refuse(`is ${JSON.stringify(format) ?? 'unnamed'} ${JSON.stringify(found) ?? ''}`.trim());
  }
  const textOf = (name: string): string => {
    const value = config[name];
    if (typeof value === 'string') return value;
    throw refuse(`has no '${name}'`);
  };
  if (!isJsonObject(recipe)) throw refuse('has no recipe');
  if (typeof seed !== 'number') throw refuse("has no 'seed'");
  return {
    recipe: checkRecipe(recipe, file),
    seed,
    backend: textOf('backend'),
    dataSource: textOf('dataSource'),
    dataSha256: textOf('dataSha256'),
  };
}

/**
 * A run goes on only as what it was begun: with the same recipe and seed on the same data, which may lie elsewhere now.
 * @throws {HandgradError} naming what differs.
 */
export function checkSameTraining({ folder, ...begun }: RecipeRun, asked: RunIdentity): void {
  const refuse = (what: string, advice: string) => new HandgradError(`${folder.path} was begun ${what}; ${advice}`);
  if (begun.seed !== asked.seed)
    throw refuse(`with the seed ${begun.seed}, not ${asked.seed}`, 'give that, or begin a new run');
  const changed = firstDifference(withoutFolder(begun.recipe), withoutFolder(asked.recipe));
  if (changed !== null) throw refuse(`with another recipe (${changed} differs)`, 'begin a new run');
  if (begun.dataSha256 !== asked.dataSha256) {
    throw refuse(`on other data than these (${asked.dataSource})`, 'give the folder it had with --data');
  }
}

function withoutFolder({ data: { folder: _, ...data }, ...recipe }: Recipe): JsonObject {
  return { ...recipe, data } as unknown as JsonObject;
}

/** The first entry in which two recipes differ: `training.epochs`; null when there is none. */
function firstDifference(a: JsonObject, b: JsonObject): string | null {
  for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
    const [left, right] = [a[key], b[key]];
    if (JSON.stringify(left) === JSON.stringify(right)) continue;
    const inside = isJsonObject(left) && isJsonObject(right) ? firstDifference(left, right) : null;
    return inside === null ? key : `${key}.${inside}`;
  }
  return null;
}
