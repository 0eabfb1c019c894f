import { isJsonObject, type JsonObject } from '../nn/json.js';

/**
 * An optimiser's description in which a cosine decay without `steps` gets those that are left of the whole training: all, or all
 * after the warm-up.
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
  if (kind !== 'warmUp' || !isJsonObject(then) || typeof steps !== 'number') return schedule;
  return { ...schedule, then: completeSchedule(then, Math.max(1, stepsLeft - steps)) };
}
