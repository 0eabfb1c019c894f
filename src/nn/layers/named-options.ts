import type { Json, JsonObject } from '../json.js';

/** A layer's options, each of which may be left out, and the name that its user may give it. */
export type NamedOptions<O> = { readonly [K in keyof O]?: O[K] | undefined } & {
  /** Unique in the model, without slashes. Default: the layer's kind, counted. */
  readonly name?: string | null | undefined;
};

/** Resolved options as the JSON that describes the layer. They hold plain data only, which their interfaces cannot say. */
export function jsonOptions(options: { readonly [name: string]: unknown }): JsonObject {
  return options as { readonly [name: string]: Json };
}
