import { HandgradError } from '../tensor/error.js';
import { isJsonObject, type JsonObject } from '../nn/json.js';

/**
 * An optimiser's description in which a cosine decay without `steps` gets those that are left of the whole training: all, or all
 * after the warm-up. @throws {HandgradError} when a warm-up takes all of them.
 */
export function withWholeLength(optimizer: JsonObject, stepsInAll: number): JsonObject {
  const { learningRate } = optimizer;
  return isJsonObject(learningRate)
    ? { ...optimizer, learningRate: completeSchedule(learningRate, stepsInAll) }
    : optimizer;
}

function completeSchedule(schedule: JsonObject, stepsLeft: number): JsonObject {
  const { kind, steps, then } = schedule;
  if (kind === 'cosineDecay' && steps === undefined) return { ...schedule, steps: stepsLeft };
  if (kind !== 'warmUp' || typeof steps !== 'number') return schedule;
  if (steps >= stepsLeft) {
    throw new HandgradError(`warmUp: it has ${steps} steps, but the whole training has ${stepsLeft}; warm up less`);
  }
  return isJsonObject(then) ? { ...schedule, then: completeSchedule(then, stepsLeft - steps) } : schedule;
}
