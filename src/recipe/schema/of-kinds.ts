import * as z from 'zod';

/** An object with a `kind` and the options that this kind has. */
export function ofKinds(optionsByKind: Readonly<Record<string, z.ZodRawShape>>): z.ZodType {
  return z.union(
    Object.entries(optionsByKind).map(([kind, options]) => z.strictObject({ kind: z.literal(kind), ...options })),
  );
}
