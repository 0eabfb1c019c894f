/** What JSON can hold, and so what descriptions of models, optimisers and schedules are made of. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

/** A JSON object: values by name. */
export interface JsonObject {
  readonly [key: string]: Json;
}

/** Whether `value` is an object with named members (no array, not null). */
export function isJsonObject(value: unknown): value is JsonObject {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
