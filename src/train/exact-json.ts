/**
 * JSON that gives every number back: JSON has no NaN, no infinities and no -0.
 *
 * Those four are written as `{"$number": "NaN"}`. Members of objects whose names begin with `$` get one more `$`, so
 * nothing that was given is mistaken for one of them. Numbers are otherwise written with the fewest digits that give
 * the same float64.
 */
export function stringifyExactly(value: unknown): string {
  return JSON.stringify(encode(value));
}

/** @throws {SyntaxError} when `text` is no JSON, or names an unknown number. */
export function parseExactly(text: string): unknown {
  return decode(JSON.parse(text));
}

const NUMBER = '$number';
const specialNumbers: Readonly<Record<string, number>> = {
  NaN,
  Infinity,
  '-Infinity': -Infinity,
  '-0': -0,
};

function encode(value: unknown): unknown {
  if (typeof value === 'number') {
    const name = Object.is(value, -0) ? '-0' : String(value);
    return Object.hasOwn(specialNumbers, name) ? { [NUMBER]: name } : value;
  }
  return mapMembers(value, encode, (name) => (name.startsWith('$') ? `$${name}` : name));
}

function decode(value: unknown): unknown {
  if (value !== null && typeof value === 'object' && Object.hasOwn(value, NUMBER)) {
    const name = String((value as Record<string, unknown>)[NUMBER]);
    if (!Object.hasOwn(specialNumbers, name)) throw new SyntaxError(`'${name}' is no number`);
    return specialNumbers[name];
  }
  return mapMembers(value, decode, (name) => (name.startsWith('$') ? name.slice(1) : name));
}

function mapMembers(value: unknown, map: (member: unknown) => unknown, rename: (name: string) => string): unknown {
  if (Array.isArray(value)) return value.map(map);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [rename(name), map(member)]));
}
