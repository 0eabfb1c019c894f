import { HandgradError } from '../tensor/error.js';
import type { Tensor } from '../tensor/tensor.js';
import { isJsonObject } from './json.js';
import { checkNotNegative } from './options.js';
import type { Parameter } from './parameter.js';

/**
 * A price on the size of a parameter, added to the loss: l1 * sum |w| + l2 * sum w^2, as in Keras. So the gradient of the second
 * term is 2 * l2 * w (without the half that other texts put in front). Plain data: `{ l2: 0.001 }` is as good as `l2(0.001)`.
 */
export interface Penalty {
  /** The factor of sum |w|. Default 0. */
  readonly l1?: number;
  /** The factor of sum w^2. Default 0. */
  readonly l2?: number;
}

/** lambda * sum |w|: pulls weights to exactly zero. */
export function l1(lambda = 0.01): Penalty {
  return { l1: lambda };
}

/** lambda * sum w^2: keeps weights small. */
export function l2(lambda = 0.01): Penalty {
  return { l2: lambda };
}

/** Both: l1 * sum |w| + l2 * sum w^2. */
export function l1l2(l1 = 0.01, l2 = 0.01): Penalty {
  return { l1, l2 };
}

/** `value` as a penalty, null for none. @throws {HandgradError} naming the owner and the option when it is neither. */
export function checkPenalty(owner: string, option: string, value: unknown): Penalty | null {
  if (value === null) return null;
  if (!isJsonObject(value) || Object.keys(value).some((key) => key !== 'l1' && key !== 'l2')) {
    throw new HandgradError(`${owner}: ${option} is ${JSON.stringify(value)}, expected { l1, l2 } or null`);
  }
  for (const [name, lambda] of Object.entries(value)) checkNotNegative(owner, `${option}.${name}`, lambda);
  return value;
}

/**
 * The sum of the penalties of all parameters: a scalar on the tape, to be added to the loss; null when nothing is penalised.
 * Accepts a model, or anything else that has parameters.
 */
export function regularizationLoss({ parameters }: { readonly parameters: readonly Parameter[] }): Tensor | null {
  const terms = parameters.flatMap(({ value, penalty }) => [
    ...(penalty?.l1 ? [value.abs().sum().mul(penalty.l1)] : []),
    ...(penalty?.l2 ? [value.square().sum().mul(penalty.l2)] : []),
  ]);
  return terms.length === 0 ? null : terms.reduce((total, term) => total.add(term));
}
