import type { z } from 'zod';

/** A text as JSON of a schema. @throws {Error} in one line that names the file, and the field that is wrong. */
export function checkedJson<S extends z.ZodType>(text: string, schema: S, file: string): z.infer<S> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new Error(`${file}: it is no JSON (${(error as Error).message})`, { cause: error });
  }
  const checked = schema.safeParse(value);
  if (checked.success) return checked.data;
  const [{ path, message }] = checked.error.issues;
  throw new Error(`${file}: ${path.length > 0 ? path.join('.') : 'the whole'}: ${message}`, { cause: checked.error });
}
