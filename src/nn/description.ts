import { HandgradError } from '../tensor/error.js';
import type { Shape } from '../tensor/shape.js';
import { isJsonObject, type JsonObject } from './json.js';
import type { Layer } from './layer.js';
import * as layers from './layers/index.js';
import type { Model, ModelDescription, ModelOptions } from './model.js';
import { sequential } from './sequential.js';

/**
 * How each kind of layer is made from its options. The casts are safe: every layer checks what it is given, since JSON and
 * JavaScript callers have no types.
 */
const makers = {
  dense: ({ units, ...rest }, name) => layers.dense(units as number, { ...rest, name }),
  conv2d: ({ filters, kernelSize, ...rest }, name) =>
    layers.conv2d(filters as number, kernelSize as number, { ...rest, name }),
  maxPool2d: ({ poolSize, ...rest }, name) => layers.maxPool2d(poolSize as number, { ...rest, name }),
  averagePool2d: ({ poolSize, ...rest }, name) => layers.averagePool2d(poolSize as number, { ...rest, name }),
  globalAveragePool2d: (options, name) => layers.globalAveragePool2d({ ...options, name }),
  flatten: (options, name) => layers.flatten({ ...options, name }),
  batchNorm: (options, name) => layers.batchNorm({ ...options, name }),
  layerNorm: (options, name) => layers.layerNorm({ ...options, name }),
  dropout: ({ rate, ...rest }, name) => layers.dropout(rate as number, { ...rest, name }),
  activation: ({ activation, ...rest }, name) => layers.activation(activation as 'linear', { ...rest, name }),
} satisfies Readonly<Record<string, (options: JsonObject, name: string | null) => Layer>>;

/** The kinds of layers that a description can name. */
export type LayerKind = keyof typeof makers;

/** Every `kind` that `layerFromDescription` knows: `dense`, `conv2d`, ... */
export const layerKinds: readonly LayerKind[] = Object.keys(makers) as LayerKind[];

/**
 * A layer from its kind and options. Options left out have their defaults; without a name (null) it will be called by its kind.
 * @throws {HandgradError} when the kind is unknown or an option cannot be.
 */
export function layerFromDescription(description: unknown): Layer {
  const { kind, name, options } = checkLayerDescription(description);
  const layer = name === null ? 'the layer' : `the layer '${name}'`;
  if (kind === 'block' || options === null) {
    throw new HandgradError(
      `${layer} (${kind}) holds code, which a description cannot; build the model in your program and load only its weights`,
    );
  }
  if (!isLayerKind(kind)) {
    throw new HandgradError(`${layer} is of the unknown kind '${kind}' (known: ${layerKinds.join(', ')})`);
  }
  if (!isJsonObject(options)) {
    throw new HandgradError(`${layer} (${kind}) has the options ${JSON.stringify(options)}, expected an object`);
  }
  return makers[kind](options, name);
}

function checkLayerDescription(description: unknown) {
  if (isJsonObject(description)) {
    const { kind, name, options } = description;
    if (typeof kind === 'string' && (typeof name === 'string' || name === null)) return { kind, name, options };
  }
  throw new HandgradError(`layer description: found ${JSON.stringify(description)}, expected { kind, name, options }`);
}

function isLayerKind(kind: string): kind is LayerKind {
  return Object.hasOwn(makers, kind);
}

/**
 * The model that a description (`Model.describe`, perhaps read from a file) tells of, with fresh parameters.
 * @throws {HandgradError} when it is no such description, or of a model that holds code.
 */
export function modelFromDescription(description: unknown, options: ModelOptions = {}): Model {
  const { kind, name, inputShape, layers: described } = checkDescription(description);
  if (kind === 'functional') {
    throw new HandgradError(
      `the model '${name}' is written as code, which a description cannot hold; build it in your program and load only its weights`,
    );
  }
  return sequential(described.map(layerFromDescription), { name, ...options, inputShape });
}

/** @throws {HandgradError} unless `value` is a model description in form; its layers are checked as they are made. */
export function checkDescription(value: unknown): ModelDescription {
  const refuse = (reason: string) => new HandgradError(`model description: ${reason}`);
  if (!isJsonObject(value))
    throw refuse(`found ${JSON.stringify(value)}, expected an object with version, name, inputShape, layers`);
  const { version, kind, name, inputShape, layers: described } = value;
  if (version !== 1) throw refuse(`it is of version ${JSON.stringify(version)}, this program reads version 1`);
  if (kind !== 'sequential' && kind !== 'functional') {
    throw refuse(`its kind is ${JSON.stringify(kind)}, expected sequential or functional`);
  }
  if (typeof name !== 'string') throw refuse(`its name is ${JSON.stringify(name)}, expected a text`);
  if (!Array.isArray(inputShape))
    throw refuse(`its inputShape is ${JSON.stringify(inputShape)}, expected a list of sizes`);
  if (!Array.isArray(described)) throw refuse(`its layers are ${JSON.stringify(described)}, expected a list`);
  return {
    version,
    kind,
    name,
    inputShape: inputShape as Shape,
    layers: described,
  };
}
