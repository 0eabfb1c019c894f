import { readKnownAnswers } from './known-answers.js';

/** A tensor as TensorFlow.js held it when its test ran; null among the numbers is NaN, null for all of them is no numbers. */
export interface Recorded {
  readonly shape: readonly number[];
  readonly dtype: 'float32' | 'int32' | 'bool' | 'complex64' | 'string';
  readonly data: readonly (number | null)[] | null;
}

/** One kernel that ran, with everything it was given. */
export interface KernelCall {
  readonly kernel: string;
  readonly inputs: Readonly<Record<string, Recorded>>;
  readonly attrs: Readonly<Record<string, unknown>>;
}

/** An operation's result. `api` and `args` are the call in the test, `kernel` the last kernel that ran in it. */
export interface ForwardCase extends KernelCall {
  readonly kind: 'forward';
  readonly test: string;
  readonly api?: string;
  readonly args?: readonly unknown[];
  /** Which of several results: `mean` or `variance`. */
  readonly out?: string;
  readonly shape: readonly number[];
  readonly expected: readonly (number | null)[];
}

/** The gradient of `forward`, an operation of one kernel or several, with respect to one of the arguments `x`. */
export interface GradientCase {
  readonly kind: 'grad';
  readonly test: string;
  /** `grads` was called with all of the operation's inputs, `grad` with one. */
  readonly fn: 'grad' | 'grads';
  readonly forward: readonly KernelCall[];
  readonly x: readonly Recorded[];
  /** The upstream gradient; null is 1 everywhere. */
  readonly dy: Recorded | null;
  readonly wrt: number;
  readonly expected: readonly (number | null)[];
}

export type TfjsCase = ForwardCase | GradientCase;

/** What TensorFlow.js' own tests computed and expected: 715 cases. */
export function readTfjsCases(): readonly TfjsCase[] {
  return readKnownAnswers<TfjsCase[]>('tfjs/cases.json', []);
}

/** The operation a case is about, as it is listed and counted: `conv2d`, `gradient of Conv2D`. */
export function operationOf(one: TfjsCase): string {
  return one.kind === 'grad' ? `gradient of ${chainOf(one)}` : (one.api ?? one.kernel);
}

/** The kernels of a gradient's forward pass, in order. */
export function chainOf({ forward }: GradientCase): string {
  return forward.map(({ kernel }) => kernel).join(' > ');
}

/** What of the numbers is given: every input, and the upstream gradient. */
export function operandsOf(one: TfjsCase): readonly Recorded[] {
  if (one.kind === 'forward') return Object.values(one.inputs);
  return [...one.forward.flatMap(({ inputs }) => Object.values(inputs)), ...one.x, ...(one.dy ? [one.dy] : [])];
}

/**
 * Says where numbers differ from those expected, or null if they agree: within 1e-5 of the largest of them, or within half a unit
 * of the last digit of a number that is written with decimals (some have three or four). NaN has to meet NaN.
 */
export function disagreement(actual: ArrayLike<number>, expected: readonly (number | null)[]): string | null {
  if (actual.length !== expected.length) return `${actual.length} numbers, expected ${expected.length}`;
  const relative = 1e-5 * Math.max(0, ...expected.map((number) => Math.abs(number ?? 0)));
  const wrong = expected.flatMap((number, i) => {
    const agrees =
      number === null
        ? Number.isNaN(actual[i])
        : Math.abs(actual[i] - number) <= Math.max(relative, halfOfTheLastDigit(number));
    return agrees ? [] : [`[${i}] is ${actual[i]}, expected ${number ?? 'NaN'}`];
  });
  return wrong.length > 0
    ? `${wrong.length} of ${expected.length} numbers differ: ${wrong.slice(0, 3).join('; ')}`
    : null;
}

/** Whole numbers are taken to be exact. */
function halfOfTheLastDigit(number: number): number {
  const written = /\.(\d+)(?:e([+-]\d+))?$/.exec(String(number));
  if (!written) return 0;
  const [, decimals, exponent = '0'] = written;
  return 0.5 * 10 ** (Number(exponent) - decimals.length);
}

/** Cases under what `nameOf` says of each, in the order in which the names first appear. */
export function groupCases(cases: readonly TfjsCase[], nameOf: (one: TfjsCase) => string): Map<string, TfjsCase[]> {
  const groups = new Map<string, TfjsCase[]>();
  for (const one of cases) {
    const name = nameOf(one);
    groups.set(name, [...(groups.get(name) ?? []), one]);
  }
  return groups;
}
