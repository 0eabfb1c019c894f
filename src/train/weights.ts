/**
 * The weights of a model as a file: safetensors with every parameter under its name, moving statistics included, and
 * the model's description in the metadata, so that one file is enough to make the model again and cannot fall apart
 * from its description.
 */
import { modelFromDescription } from '../nn/description.js';
import type { Model, ModelOptions } from '../nn/model.js';
import { matchByName, readParameters, writeTensor, type NamedArray } from '../nn/parameter.js';
import { HandgradError } from '../tensor/error.js';
import { decodeSealed, encodeSealed } from './sealed-safetensors.js';

const FORMAT = 'handgrad-weights';

/** A model as files hold it. */
export interface EncodedWeights {
  /** A safetensors file. */
  readonly weights: Uint8Array;
  /** What the model is made of, as indented JSON: for people, and for `modelFromDescription`. */
  readonly description: string;
}

/** What a file of weights holds. */
export interface DecodedWeights {
  /** Every parameter's values, by name. */
  readonly arrays: readonly NamedArray[];
  /** The description of the model; null in a file of another program, which has only names and shapes. */
  readonly description: unknown;
}

/** The present values of all parameters, and the description of the model. Waits for the device. */
export async function encodeWeights(model: Model): Promise<EncodedWeights> {
  const description = model.describe();
  const tensors = await readParameters(model.parameters);
  const metadata = { format: FORMAT, model: JSON.stringify(description) };
  return {
    weights: encodeSealed({ tensors, metadata }),
    description: `${JSON.stringify(description, null, 2)}\n`,
  };
}

/** @throws {HandgradError} when the file is no sound safetensors file, is damaged, or is a checkpoint. */
export function decodeWeights(bytes: Uint8Array, fileName: string): DecodedWeights {
  const { tensors, metadata } = decodeSealed(bytes, fileName);
  if (metadata.format === 'handgrad-checkpoint') {
    throw new HandgradError(
      `${fileName}: this is a checkpoint, not the weights of a model; resume the training from it, or give the model's file`,
    );
  }
  return {
    arrays: tensors,
    description: metadata.format === FORMAT ? parseDescription(metadata.model, fileName) : null,
  };
}

/**
 * Overwrites a model's parameters with those of a file. All or nothing.
 * @throws {HandgradError} as `decodeWeights`, and when the file is of another architecture, naming the first parameter
 *   that is missing, left over or of another shape.
 */
export function loadWeights(model: Model, bytes: Uint8Array, fileName: string): void {
  writeWeights(model, decodeWeights(bytes, fileName), fileName);
}

/**
 * The model that a file of weights tells of, with these weights.
 * @throws {HandgradError} as `loadWeights`, and when the file has no description, or one of a model that holds code.
 */
export function modelFromWeights(bytes: Uint8Array, fileName: string, options: ModelOptions = {}): Model {
  const decoded = decodeWeights(bytes, fileName);
  if (decoded.description === null) {
    throw new HandgradError(
      `${fileName}: it holds weights but no description of the model; build the model in your program and load its weights`,
    );
  }
  return modelWithWeights(decoded.description, decoded, fileName, options);
}

/** As `modelFromWeights`, with a description that came from elsewhere. */
export function modelWithWeights(
  description: unknown,
  decoded: DecodedWeights,
  fileName: string,
  options: ModelOptions = {},
): Model {
  const model = modelFromDescription(description, options);
  writeWeights(model, decoded, fileName);
  return model;
}

function writeWeights(model: Model, { arrays }: DecodedWeights, fileName: string): void {
  const matched = matchByName(
    `${fileName}: the weights are of another model than '${model.name}'`,
    model.parameters,
    arrays,
  );
  for (const { name, values } of matched) {
    if (values instanceof Float32Array || values instanceof Float64Array) continue;
    throw new HandgradError(`${fileName}: the weights '${name}' are whole numbers, expected F32 or F64`);
  }
  model.parameters.forEach(({ value }, i) => writeTensor(value, matched[i]));
}

function parseDescription(text: string | undefined, fileName: string): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    throw new HandgradError(
      `${fileName}: the description of the model in its metadata is no JSON; the file was edited`,
    );
  }
}
