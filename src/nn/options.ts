/**
 * Checks of options: of layers, optimisers and schedules. TypeScript sees to most of it, but descriptions also come from files.
 * Each check gives the value back, or throws one line that names the owner, the option, what was found and what is expected.
 */
import { HandgradError } from '../tensor/error.js';

/**
 * `options` over `defaults`, all of them present.
 * @throws {HandgradError} naming an option that the owner does not have.
 */
export function withDefaults<D extends object>(
  owner: string,
  defaults: D,
  options: { readonly [K in keyof D]?: D[K] | undefined },
): D {
  for (const name of Object.keys(options)) {
    if (!Object.hasOwn(defaults, name)) {
      throw new HandgradError(
        `${owner}: unknown option '${name}' (known: ${Object.keys(defaults).join(', ') || 'none'})`,
      );
    }
  }
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  return { ...defaults, ...Object.fromEntries(given) };
}

/** A whole number from 1 up. */
export function checkCount(owner: string, option: string, value: unknown): number {
  return check(owner, option, value, 'a whole number from 1 up', (v) => Number.isSafeInteger(v) && v >= 1);
}

/** A finite number above 0. */
export function checkPositive(owner: string, option: string, value: unknown): number {
  return check(owner, option, value, 'a number above 0', (v) => Number.isFinite(v) && v > 0);
}

/** A finite number from 0 up. */
export function checkNotNegative(owner: string, option: string, value: unknown): number {
  return check(owner, option, value, 'a number from 0 up', (v) => Number.isFinite(v) && v >= 0);
}

/** A number from 0 up and below 1: a rate of dropping, a momentum, a beta. */
export function checkFraction(owner: string, option: string, value: unknown): number {
  return check(owner, option, value, '0 <= value < 1', (v) => v >= 0 && v < 1);
}

/** A finite number. */
export function checkFinite(owner: string, option: string, value: unknown): number {
  return check(owner, option, value, 'a finite number', Number.isFinite);
}

export function checkBoolean(owner: string, option: string, value: unknown): boolean {
  if (typeof value === 'boolean') return value;
  throw new HandgradError(`${owner}: ${option} is ${text(value)}, expected true or false`);
}

/** One of the names in `known`. */
export function checkName<N extends string>(owner: string, option: string, value: unknown, known: readonly N[]): N {
  if ((known as readonly unknown[]).includes(value)) return value as N;
  throw new HandgradError(`${owner}: unknown ${option} ${text(value)} (known: ${known.join(', ')})`);
}

/** One whole number from 1 up for both axes of an image, or [vertical, horizontal]. */
export function checkPair(owner: string, option: string, value: unknown): [number, number] {
  const pair: unknown[] = Array.isArray(value) ? value : [value, value];
  if (pair.length === 2 && pair.every((v) => Number.isSafeInteger(v) && (v as number) >= 1))
    return pair as [number, number];
  throw new HandgradError(
    `${owner}: ${option} is ${text(value)}, expected a whole number from 1 up, or two of them, [height, width]`,
  );
}

function check(
  owner: string,
  option: string,
  value: unknown,
  expected: string,
  isRight: (value: number) => boolean,
): number {
  if (typeof value === 'number' && isRight(value)) return value;
  throw new HandgradError(`${owner}: ${option} is ${text(value)}, expected ${expected}`);
}

function text(value: unknown): string {
  return typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? String(value));
}
