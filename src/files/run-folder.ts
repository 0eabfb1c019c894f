/**
 * The folder of a training run, `runs/<name>/`: all that is needed to repeat it, to go on with it and to use its
 * result.
 *
 *     config.json               what was trained and how; written once, when the run begins
 *     log.jsonl, log.csv        one line per epoch
 *     checkpoint.safetensors    where the training is
 *     model.safetensors, .json  the model
 *     result.json               what the training came to; written last
 */
import { readdir, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileErrorText } from '../data/atomic-file.js';
import { makeFolder, makeNewFolder } from '../data/make-folder.js';
import { isJsonObject, type JsonObject } from '../nn/json.js';
import { HandgradError } from '../tensor/error.js';
import { MODEL_FILE } from './model-file.js';
import { hasCode, readJson } from './read-file.js';

/** A run's files, by their paths. */
export interface RunFolder {
  /** The last part of its path: how the run is called on the command line. */
  readonly name: string;
  /** The folder. */
  readonly path: string;
  /** config.json: what was asked for. */
  readonly config: string;
  /** log.jsonl: a line for each epoch. */
  readonly jsonLog: string;
  /** log.csv: the same as a table. */
  readonly csvLog: string;
  /** The last checkpoint, from which the run goes on. */
  readonly checkpoint: string;
  /** The trained model. */
  readonly model: string;
  /** result.json: what came out. */
  readonly result: string;
}

/** What an interrupted `writeFileAtomic` leaves behind. */
const PARTIAL = /^\..*\.partial$/;

/** Where the files of a run are, whether they exist or not. */
export function runFolderAt(path: string): RunFolder {
  return {
    name: basename(path),
    path,
    config: join(path, 'config.json'),
    jsonLog: join(path, 'log.jsonl'),
    csvLog: join(path, 'log.csv'),
    checkpoint: join(path, 'checkpoint.safetensors'),
    model: join(path, MODEL_FILE),
    result: join(path, 'result.json'),
  };
}

/**
 * Begins a run of that name: makes its folder, and its parents, and writes the configuration.
 * @throws {HandgradError} when the folder holds anything already, the name is none, or it cannot be written.
 */
export async function createRunFolder(runs: string, name: string, config: JsonObject): Promise<RunFolder> {
  if (!/^[^./\\\p{Cc}][^/\\\p{Cc}]*$/u.test(name)) {
    throw new HandgradError(`the run name ${JSON.stringify(name)} cannot name a folder; use letters, digits, - and _`);
  }
  const run = runFolderAt(join(runs, name));
  await makeFolder(run.path).catch((error: unknown) => cannotMake(run.path, error));
  const present = (await filesOf(run.path)).filter((file) => !PARTIAL.test(file));
  if (present.length > 0) throw taken(run, present);
  await writeConfig(run, config);
  return run;
}

/**
 * Begins a run under `name`, or the first of `name-2`, `name-3`, ... of which there is no folder yet. Runs that begin at
 * the same instant get one each.
 * @throws {HandgradError} when it cannot be written.
 */
export async function createNextRunFolder(runs: string, name: string, config: JsonObject): Promise<RunFolder> {
  const run = runFolderAt(join(runs, await reserveRunName(runs, name)));
  await writeConfig(run, config);
  return run;
}

/**
 * Makes the empty folder of a run that is to be created: `name`, or the first of `name-2`, `name-3`, ... that is free. Returns which.
 * @throws {HandgradError} when it cannot be made.
 */
export async function reserveRunName(runs: string, name: string): Promise<string> {
  for (let count = 1; ; count++) {
    const candidate = count === 1 ? name : `${name}-${count}`;
    const path = join(runs, candidate);
    if (await makeNewFolder(path).catch((error: unknown) => cannotMake(path, error))) return candidate;
  }
}

/** Takes a run away again that ended before there was anything to go on from: nothing but its configuration and logs. */
export async function removeIfEmpty(run: RunFolder): Promise<void> {
  const withoutValue = [run.config, run.jsonLog, run.csvLog].map((file) => basename(file));
  const files = await filesOf(run.path);
  if (files.every((file) => withoutValue.includes(file) || PARTIAL.test(file)))
    await rm(run.path, { recursive: true, force: true });
}

/** The configuration makes a folder a run: of several that find it empty, the first to create this file has it. */
async function writeConfig(run: RunFolder, config: JsonObject): Promise<void> {
  const text = `${JSON.stringify(config, null, 2)}\n`;
  await writeFile(run.config, text, { flag: 'wx', flush: true }).catch((error: unknown) => {
    if (hasCode(error, 'EEXIST')) throw taken(run, [basename(run.config)]);
    throw new HandgradError(`cannot write ${run.config}: ${fileErrorText(error)}`, { cause: error });
  });
}

function cannotMake(path: string, error: unknown): never {
  throw new HandgradError(`cannot make the folder ${path}: ${fileErrorText(error)}`, { cause: error });
}

function taken({ path }: RunFolder, present: readonly string[]): HandgradError {
  return new HandgradError(
    `${path} is taken: it holds ${listed(present)}; choose another name, or resume the run that is there`,
  );
}

/**
 * Takes up a run that was begun before, and its configuration. Clears away what a kill in the middle of a write has
 * left.
 * @throws {HandgradError} when there is none, or its configuration cannot be read.
 */
export async function openRunFolder(path: string): Promise<{
  /** Its files. */
  run: RunFolder;
  /** What was asked for when it was begun. */
  config: JsonObject;
}> {
  const run = runFolderAt(path);
  const files = await filesOf(path);
  if (!files.includes(basename(run.config))) {
    throw new HandgradError(`${path} is no run: it has no ${basename(run.config)}; ${await knownRuns(dirname(path))}`);
  }
  const config = await readJson(run.config, 'the configuration of the run');
  if (!isJsonObject(config)) throw new HandgradError(`${run.config}: the configuration of the run is no JSON object`);
  for (const partial of files.filter((file) => PARTIAL.test(file))) await rm(join(path, partial), { force: true });
  return { run, config };
}

async function filesOf(path: string): Promise<string[]> {
  try {
    return await readdir(path);
  } catch (error) {
    const known = hasCode(error, 'ENOENT') ? `; ${await knownRuns(dirname(path))}` : '';
    throw new HandgradError(`cannot open the run ${path}: ${fileErrorText(error)}${known}`, { cause: error });
  }
}

async function knownRuns(runs: string): Promise<string> {
  const entries = await readdir(runs, { withFileTypes: true }).catch(() => []);
  const names: string[] = [];
  for (const entry of entries) {
    if (entry.isDirectory() && (await exists(runFolderAt(join(runs, entry.name)).config))) names.push(entry.name);
  }
  return names.length > 0 ? `${runs} has the runs ${listed(names.sort())}` : `${runs} has no runs`;
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 4).join(', ');
  return names.length > 4 ? `${shown} and ${names.length - 4} more` : shown;
}
