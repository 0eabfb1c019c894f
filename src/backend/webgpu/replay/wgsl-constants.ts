import { HandgradError } from '../../../tensor/error.js';

/**
 * The value of a WGSL const-expression in whole numbers, as kernels have them for sizes: literals, names, + - * / % | and brackets,
 * and `select`. Booleans are 1 and 0.
 * @param constantNamed the value of a name; it throws for names that it does not know
 * @throws {HandgradError} when the expression has anything else in it.
 */
export function evaluateConstant(expression: string, constantNamed: (name: string) => number): number {
  const tokens = expression.match(/\d+u?|\w+|\S/g) ?? [];
  let at = 0;
  const take = (expected?: string): string => {
    const token = at < tokens.length ? tokens[at++] : '';
    if (token === '' || (expected !== undefined && token !== expected)) throw notConstant(expression);
    return token;
  };

  function primary(): number {
    const token = take();
    if (/^\d/.test(token)) return parseInt(token, 10);
    if (token === 'true' || token === 'false') return token === 'true' ? 1 : 0;
    if (token === '(') return bracketed();
    if (token === 'select') {
      take('(');
      const ifFalse = sum(',');
      const ifTrue = sum(',');
      return sum(')') ? ifTrue : ifFalse;
    }
    if (/^[A-Za-z_]/.test(token)) return constantNamed(token);
    throw notConstant(expression);
  }
  function bracketed(): number {
    return sum(')');
  }
  /** Up to `end`, which is taken as well. */
  function sum(end: string): number {
    const value = binary(0);
    take(end);
    return value;
  }
  function binary(level: number): number {
    if (level === LEVELS.length) return primary();
    let value = binary(level + 1);
    while (at < tokens.length && tokens[at] in LEVELS[level]) value = LEVELS[level][take()](value, binary(level + 1));
    return value;
  }

  const value = binary(0);
  if (at < tokens.length) throw notConstant(expression);
  return value;
}

type Operators = Readonly<Record<string, (a: number, b: number) => number>>;

/** From what binds least to what binds most. */
const LEVELS: readonly Operators[] = [
  { '|': (a, b) => a | b },
  { '+': (a, b) => a + b, '-': (a, b) => a - b },
  { '*': (a, b) => a * b, '/': (a, b) => Math.trunc(a / b), '%': (a, b) => a % b },
];

function notConstant(expression: string): HandgradError {
  return new HandgradError(
    `webgpu: '${expression}' is not a size that can be computed from constants (whole numbers, names, + - * / % |, select)`,
  );
}
