import { isJsonObject, type JsonObject } from '../../nn/json.js';
import { withDefaults } from '../../nn/options.js';
import { HandgradError } from '../../tensor/error.js';
import { constantRate } from './constant-rate.js';
import { cosineDecay } from './cosine-decay.js';
import { exponentialDecay } from './exponential-decay.js';
import { inverseTimeDecay } from './inverse-time-decay.js';
import type { Schedule } from './schedule.js';
import { stepDecay } from './step-decay.js';
import { warmUp } from './warm-up.js';

/** How each kind of schedule is made from its options. The makers check what they are given, so the casts are safe. */
const makers: Readonly<Record<string, (options: JsonObject) => Schedule>> = {
  constantRate: (options) => constantRate(options.learningRate as number),
  inverseTimeDecay: (options) => inverseTimeDecay(options as Parameters<typeof inverseTimeDecay>[0]),
  stepDecay: (options) => stepDecay(options as Parameters<typeof stepDecay>[0]),
  exponentialDecay: (options) => exponentialDecay(options as Parameters<typeof exponentialDecay>[0]),
  cosineDecay: (options) => cosineDecay(options as Parameters<typeof cosineDecay>[0]),
  warmUp: ({ then, ...options }) =>
    warmUp({ ...(options as { steps: number; from?: number }), then: learningRateFromDescription(then) }),
};

/** The kinds of schedules that a description can name. */
export const scheduleKinds: readonly string[] = Object.keys(makers);

/** The schedule that plain data tells of. @throws {HandgradError} when the kind is unknown or an option cannot be. */
export function scheduleFromDescription(description: unknown): Schedule {
  if (!isJsonObject(description) || typeof description.kind !== 'string') {
    throw new HandgradError(`schedule: found ${JSON.stringify(description)}, expected { kind, ... }`);
  }
  const { kind, ...options } = description;
  if (!Object.hasOwn(makers, kind)) {
    throw new HandgradError(`schedule: unknown kind '${kind}' (known: ${scheduleKinds.join(', ')})`);
  }
  const made = makers[kind](options);
  // What the maker did not take over, it does not know.
  withDefaults(kind, made.description, description);
  return made;
}

/** A learning rate from plain data: a number as it is, an object as a schedule. */
export function learningRateFromDescription(description: unknown): number | Schedule {
  return typeof description === 'number' ? description : scheduleFromDescription(description);
}
