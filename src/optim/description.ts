import { isJsonObject, type JsonObject } from '../nn/json.js';
import { HandgradError } from '../tensor/error.js';
import { adam } from './adam.js';
import { adamW } from './adamw.js';
import { nadam } from './nadam.js';
import type { Optimizer } from './optimizer.js';
import { rmsprop } from './rmsprop.js';
import { learningRateFromDescription } from './schedules/description.js';
import { sgd } from './sgd.js';

/** Each optimiser checks the options that it is given, for they may come from a file. */
const makers: Readonly<Record<string, (options: JsonObject) => Optimizer>> = { sgd, adam, adamW, nadam, rmsprop };

/** The kinds of optimisers that a description can name. */
export const optimizerKinds: readonly string[] = Object.keys(makers);

/**
 * The optimiser that plain data tells of: `{ kind: 'adam', learningRate: 0.002 }`. Options left out have their defaults; a
 * learning rate is a number or the description of a schedule.
 * @throws {HandgradError} when the kind is unknown or an option cannot be.
 */
export function optimizerFromDescription(description: unknown): Optimizer {
  if (!isJsonObject(description) || typeof description.kind !== 'string') {
    throw new HandgradError(`optimizer: found ${JSON.stringify(description)}, expected { kind, ... }`);
  }
  const { kind, learningRate, ...options } = description;
  if (!Object.hasOwn(makers, kind)) {
    throw new HandgradError(`optimizer: unknown kind '${kind}' (known: ${optimizerKinds.join(', ')})`);
  }
  const rate = learningRate === undefined ? {} : { learningRate: learningRateFromDescription(learningRate) };
  // A schedule is no JSON, but every optimiser takes one.
  return makers[kind]({ ...options, ...rate } as JsonObject);
}
