/** How the values of flags are read. A value that cannot be is refused with what was expected; commander adds which flag it was. */
import { InvalidArgumentError } from 'commander';

/** Turns the text after a flag into its value. */
export type Reader<T> = (text: string) => T;

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** A whole number from `least` up. */
export function wholeNumber(least: number): Reader<number> {
  return numberWhere(`a whole number from ${least} up`, (value) => Number.isSafeInteger(value) && value >= least);
}

/** A number above 0. */
export const positive = numberWhere('a number above 0', (value) => value > 0);

/** A number from 0 up. */
export const notNegative = numberWhere('a number from 0 up', (value) => value >= 0);

/** A number from 0 up and below 1: a rate of dropping, a momentum. */
export const fraction = numberWhere('a number from 0 up and below 1', (value) => value >= 0 && value < 1);

/** A number above 0 and below 1: a share that leaves something on both sides. */
export const properFraction = numberWhere('a number above 0 and below 1', (value) => value > 0 && value < 1);

/** Several values with commas between them, no spaces; `none` is the empty list. */
export function listOf<T>(read: Reader<T>): Reader<readonly T[]> {
  return (text) => (text === 'none' ? [] : text.split(',').map(read));
}

/** One of the names. */
export function oneOf<N extends string>(names: readonly N[]): Reader<N> {
  return (text) => {
    const name = names.find((known) => known === text);
    if (name !== undefined) return name;
    throw new InvalidArgumentError(`Expected one of ${names.join(', ')}`);
  };
}

/** A name for a folder: no path, nothing hidden. */
export function folderName(text: string): string {
  if (/^[\w][\w.+-]*$/.test(text)) return text;
  throw new InvalidArgumentError(
    "Expected a name of letters, digits, '.', '-', '_' and '+', which no '.' or '-' begins",
  );
}

function numberWhere(expected: string, isRight: (value: number) => boolean): Reader<number> {
  return (text) => {
    const value = NUMBER.test(text) ? Number(text) : NaN;
    if (Number.isFinite(value) && isRight(value)) return value;
    throw new InvalidArgumentError(`Expected ${expected}`);
  };
}
