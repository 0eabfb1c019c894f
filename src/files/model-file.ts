/**
 * A trained model on disk: `model.safetensors` with the weights, `model.json` with the description.
 *
 * The description is in the metadata of the weights too, and that is the one that is read: a program killed between the
 * two files leaves weights that are whole and know what they are the weights of. The second file is for people, and for
 * weights that another program wrote.
 */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomic } from '../data/atomic-file.js';
import type { Model, ModelOptions } from '../nn/model.js';
import { HandgradError } from '../tensor/error.js';
import { decodeWeights, encodeWeights, loadWeights, modelFromWeights, modelWithWeights } from '../train/weights.js';
import { hasCode, readBytes, readJson } from './read-file.js';

const EXTENSION = '.safetensors';

/** What a model's weights are called in the folder of a run. */
export const MODEL_FILE = `model${EXTENSION}`;

/**
 * Writes the weights to `path`, which ends in `.safetensors`, and the description beside them, each whole or not at
 * all.
 * @throws {HandgradError} when the path ends otherwise, before anything is written, or when a file cannot be written.
 */
export async function saveModel(path: string, model: Model): Promise<void> {
  const beside = descriptionPath(path);
  const { weights, description } = await encodeWeights(model);
  await writeFileAtomic(path, weights);
  await writeFileAtomic(beside, description);
}

/**
 * The model that was saved to `path`: a `.safetensors` file, or a folder with a `model.safetensors`.
 * @throws {HandgradError} when a file cannot be read, is damaged or does not fit its description, or when there is no
 *   description, or one of a model that is written as code.
 */
export async function loadModel(path: string, options: ModelOptions = {}): Promise<Model> {
  const file = await weightsPath(path);
  const bytes = await readBytes(file, 'the weights');
  const decoded = decodeWeights(bytes, file);
  if (decoded.description !== null) return modelFromWeights(bytes, file, options);
  const description = await readJson(descriptionPath(file), 'the description of the model');
  return modelWithWeights(description, decoded, file, options);
}

/**
 * Overwrites the parameters of a model with those in a file, or in a folder as above. All or nothing.
 * @throws {HandgradError} when the file cannot be read, is damaged, or is of another architecture.
 */
export async function loadModelWeights(path: string, model: Model): Promise<void> {
  const file = await weightsPath(path);
  loadWeights(model, await readBytes(file, 'the weights'), file);
}

/** `runs/a/model.safetensors` gives `runs/a/model.json`. @throws {HandgradError} when the path ends otherwise. */
export function descriptionPath(path: string): string {
  if (path.endsWith(EXTENSION)) return `${path.slice(0, -EXTENSION.length)}.json`;
  throw new HandgradError(`${path}: a file of weights is expected to end in ${EXTENSION}`);
}

async function weightsPath(path: string): Promise<string> {
  try {
    return (await stat(path)).isDirectory() ? join(path, MODEL_FILE) : path;
  } catch (error) {
    // Reading says what is wrong with the path.
    if (hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR') || hasCode(error, 'EACCES')) return path;
    throw error;
  }
}
