/**
 * A checkpoint as a file: safetensors with the tensors under their names, everything else as JSON in the metadata,
 * sealed with a checksum. Every bit comes back.
 */
import { isJsonObject, type JsonObject } from '../nn/json.js';
import { HandgradError } from '../tensor/error.js';
import type { Checkpoint } from './checkpoint.js';
import { parseExactly, stringifyExactly } from './exact-json.js';
import { jsonExcerpt } from './json-excerpt.js';
import { decodeSealed, encodeSealed } from './sealed-safetensors.js';

const FORMAT: Checkpoint['format'] = 'handgrad-checkpoint';
const VERSION: Checkpoint['version'] = 1;

/** The bytes of a checkpoint's file. The same checkpoint gives the same bytes. */
export function encodeCheckpoint({ tensors, ...state }: Checkpoint): Uint8Array {
  return encodeSealed({
    tensors: Object.entries(tensors).map(([name, { shape, data }]) => ({ name, shape, values: data })),
    metadata: { format: FORMAT, version: String(VERSION), state: stringifyExactly(state) },
  });
}

/**
 * The checkpoint in a file's bytes. `fileName` is for messages. Whether it fits a model is seen when it is resumed.
 * @throws {HandgradError} when the file is truncated, damaged, foreign, of another version, or holds something else.
 */
export function decodeCheckpoint(bytes: Uint8Array, fileName: string): Checkpoint {
  const { tensors, metadata, sealed } = decodeSealed(bytes, fileName);
  if (metadata.format !== FORMAT) {
    const found = metadata.format === 'handgrad-weights' ? 'the weights of a model' : 'tensors of another program';
    throw new HandgradError(`${fileName}: this is no checkpoint: it holds ${found}; give the checkpoint of a run`);
  }
  if (metadata.version !== String(VERSION)) {
    throw new HandgradError(
      `${fileName}: the checkpoint is of version ${jsonExcerpt(metadata.version)}, this program reads ${VERSION}`,
    );
  }
  if (!sealed) throw new HandgradError(`${fileName}: the checkpoint has no checksum; the file was edited or damaged`);
  const state = parseState(metadata.state, fileName);
  return {
    ...(state as unknown as Omit<Checkpoint, 'tensors'>),
    tensors: Object.fromEntries(tensors.map(({ name, shape, values }) => [name, { shape, data: values }])),
  };
}

function parseState(text: string | undefined, fileName: string): JsonObject {
  const refuse = (reason: string) => new HandgradError(`${fileName}: the checkpoint is damaged: ${reason}`);
  let state: unknown;
  try {
    state = parseExactly(text ?? '');
  } catch {
    throw refuse('its state is no JSON');
  }
  if (!isJsonObject(state)) throw refuse('its state is no JSON object');
  for (const [path, isSound, expected] of stateChecks) {
    const value = path.split('.').reduce((part: unknown, name) => (isJsonObject(part) ? part[name] : undefined), state);
    if (!isSound(value)) throw refuse(`its ${path} is ${jsonExcerpt(value)}, expected ${expected}`);
  }
  return state;
}

const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;
const isNumber = (value: unknown): boolean => typeof value === 'number';
const isText = (value: unknown): boolean => typeof value === 'string';
const isObjectOf = (isSound: (member: unknown) => boolean) => (value: unknown) =>
  isJsonObject(value) && Object.values(value).every(isSound);
const isRecord = (value: unknown): boolean => isObjectOf(isNumber)(value) && isCount((value as JsonObject).epoch);

/** What must hold of the state before anybody relies on its type: where, test, and the test in words. */
const stateChecks: readonly (readonly [path: string, isSound: (value: unknown) => boolean, expected: string])[] = [
  ['format', (value) => value === FORMAT, FORMAT],
  ['version', (value) => value === VERSION, String(VERSION)],
  ['model', isJsonObject, 'a description'],
  ['optimizer', isJsonObject, 'a description'],
  ['optimizerState', isObjectOf(isNumber), 'numbers by name'],
  ['settings.batchSize', isCount, 'a count'],
  ['settings.seed', isCount, 'a whole number'],
  ['settings.shuffle', (value) => typeof value === 'boolean', 'true or false'],
  ['settings.examples', isCount, 'a count'],
  ['settings.backend', isText, 'a name'],
  ['position.epoch', isCount, 'a count'],
  ['position.batch', isCount, 'a count'],
  ['position.step', isCount, 'a count'],
  ['records', (value) => Array.isArray(value) && value.every(isRecord), 'a list of epochs'],
  ['elapsedSeconds', isNumber, 'a number'],
  ['examplesSeen', isCount, 'a count'],
  ['stopped', (value) => value === null || isText(value), 'a reason or null'],
  ['callbacks', isObjectOf(isJsonObject), 'objects by name'],
];
