/** What a field of a recipe is expected to be, in words, read off the JSON schema. */
import * as z from 'zod';
import { recipeSchema } from './schema/recipe.js';

/** The parts of a JSON schema that recipes need. */
interface JsonSchema {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
  readonly oneOf?: readonly JsonSchema[];
  readonly anyOf?: readonly JsonSchema[];
  readonly propertyNames?: JsonSchema;
  readonly minLength?: number;
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
  readonly exclusiveMaximum?: number;
}

type Path = readonly PropertyKey[];

/** Made when the first recipe is wrong. */
let schema: JsonSchema | undefined;

/** `a whole number of at least 1`, for the field at `path` of `json`. */
export function expectedAt(json: unknown, path: Path): string {
  return inWords(schemaAt(json, path));
}

/** The names of the fields that the object at `path` can have. */
export function fieldsAt(json: unknown, path: Path): string[] {
  return schemaAt(json, path).flatMap(({ properties = {}, propertyNames }) => [
    ...Object.keys(properties),
    ...(propertyNames?.enum ?? []).map(String),
  ]);
}

/** What of `json` is at `path`; undefined where there is nothing. */
export function valueAt(json: unknown, path: Path): unknown {
  return path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key], json);
}

/** The schemas that may hold at `path`: several where nothing in `json` decides between them. */
function schemaAt(json: unknown, path: Path): readonly JsonSchema[] {
  schema ??= z.toJSONSchema(recipeSchema, { io: 'input' }) as JsonSchema;
  return path.reduce<readonly JsonSchema[]>(
    (parents, key, depth) => {
      const parent = valueAt(json, path.slice(0, depth));
      return parents
        .flatMap((variant) => variantsOf(variant, parent, key))
        .flatMap(({ properties, items }) => (typeof key === 'number' ? items : properties?.[String(key)]) ?? []);
    },
    [schema],
  );
}

/** Of a union's schemas those that the value's constants (its kind) allow. `except`: a field that is not looked at. */
function variantsOf(union: JsonSchema, value: unknown, except?: PropertyKey): readonly JsonSchema[] {
  const variants = union.oneOf ?? union.anyOf;
  if (!variants) return [union];
  return variants
    .flatMap((variant) => variantsOf(variant, value, except))
    .filter(({ properties = {} }) =>
      Object.entries(properties).every(
        ([name, { const: constant }]) =>
          constant === undefined || name === except || valueAt(value, [name]) === constant,
      ),
    );
}

function inWords(schemas: readonly JsonSchema[]): string {
  const each = schemas.flatMap((one) => one.oneOf ?? one.anyOf ?? [one]);
  const constants = each.flatMap(({ const: constant, enum: values = [] }) =>
    constant === undefined ? values : constant,
  );
  const others = each.filter((one) => one.const === undefined && one.enum === undefined).map(kindInWords);
  const listed =
    constants.length > 1 ? [`one of ${constants.map(String).join(', ')}`] : constants.map((one) => JSON.stringify(one));
  return [...new Set([...others, ...listed])].join(' or ');
}

function kindInWords(one: JsonSchema): string {
  switch (one.type) {
    case 'integer':
      return `a whole number of at least ${one.minimum ?? 0}`;
    case 'number':
      return ['a number', boundsInWords(one)].filter(Boolean).join(' ');
    case 'string':
      return one.minLength === undefined ? 'a text' : 'a text that is not empty';
    case 'boolean':
      return 'true or false';
    case 'array':
      return 'a list with at least one entry';
    case 'null':
      return 'null';
    default:
      return 'an object';
  }
}

function boundsInWords({ minimum, exclusiveMinimum, maximum, exclusiveMaximum }: JsonSchema): string {
  const bounds = [
    minimum !== undefined && `from ${minimum} up`,
    exclusiveMinimum !== undefined && `above ${exclusiveMinimum}`,
    maximum !== undefined && `at most ${maximum}`,
    exclusiveMaximum !== undefined && `below ${exclusiveMaximum}`,
  ];
  return bounds.filter((bound) => bound !== false).join(' and ');
}
