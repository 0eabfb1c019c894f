// Loads the operations as methods of tensors.
import '../methods.js';
import type { Backend } from '../../backend/backend.js';
import { HandgradError } from '../../tensor/error.js';
import { Tensor, type NestedArray } from '../../tensor/tensor.js';
import { tensor } from '../create.js';
import { expressionFunctions, type ArgumentKind } from './expression-functions.js';
import { expressionError, parseExpression, type Expression, type Operator } from './parse-expression.js';

/** A formula that can be computed. */
export interface CompiledExpression {
  readonly text: string;
  /** The names in it that are no functions, in the order in which they first occur. */
  readonly names: readonly string[];
  /**
   * The value of the formula, on the tape, for tensors in the order of `names`, of one backend and float dtype.
   * @throws {HandgradError} naming the column of the operation that refused.
   */
  apply(...values: Tensor[]): Tensor;
}

/**
 * A formula as a function of tensors, for people who type one:
 *
 *     compileExpression('sum((w * x + b)^2)').apply(w, x, b)
 *
 * Operators: + - * / ^ (or **), @ for products of matrices and vectors; functions: `expressionFunctions`; lists of numbers in
 * brackets are tensors.
 * @throws {HandgradError} naming the column of what is no formula, no function, or lacks a name to depend on.
 */
export function compileExpression(text: string): CompiledExpression {
  const expression = parseExpression(text);
  const names = [...new Set(namesIn(expression, text))];
  if (names.length === 0) {
    throw expressionError(text, 0, 'there is nothing to differentiate: name at least one value, such as x');
  }
  return {
    text,
    names,
    apply(...values) {
      const [like] = values;
      const named = new Map(names.map((name, i) => [name, values[i]]));
      return asTensor(evaluate(expression, { text, named, like }), like);
    },
  };
}

/** What an expression is evaluated with. `like`: constants have its dtype, where it lives. */
interface Scope {
  readonly text: string;
  readonly named: ReadonlyMap<string, Tensor>;
  readonly like: Tensor;
}

/** Numbers stay numbers, and lists lists, until they meet a tensor. */
type Value = Tensor | number | NestedArray[];

function namesIn(expression: Expression, text: string): string[] {
  switch (expression.kind) {
    case 'number':
      return [];
    case 'name':
      return [expression.name];
    case 'list':
      return expression.items.flatMap((item) => namesIn(item, text));
    case 'negation':
      return namesIn(expression.operand, text);
    case 'binary':
      return [...namesIn(expression.left, text), ...namesIn(expression.right, text)];
    case 'call':
      if (!Object.hasOwn(expressionFunctions, expression.name)) {
        const known = Object.keys(expressionFunctions).join(', ');
        throw expressionError(text, expression.position, `there is no function '${expression.name}' (known: ${known})`);
      }
      return expression.arguments.flatMap((argument) => namesIn(argument, text));
  }
}

function evaluate(expression: Expression, scope: Scope): Value {
  switch (expression.kind) {
    case 'number':
      return expression.value;
    case 'name':
      return scope.named.get(expression.name)!;
    case 'list':
      return expression.items.map((item) => listItem(item, scope));
    case 'negation': {
      const operand = evaluate(expression.operand, scope);
      return typeof operand === 'number' ? -operand : asTensor(operand, scope.like).neg();
    }
    case 'binary':
      return binary(expression, scope);
    case 'call':
      return call(expression, scope);
  }
}

function listItem(item: Expression, scope: Scope): NestedArray {
  const value = evaluate(item, scope);
  if (value instanceof Tensor) {
    throw expressionError(scope.text, item.position, 'a list holds numbers only');
  }
  return value;
}

function binary({ operator, left, right, position }: Extract<Expression, { kind: 'binary' }>, scope: Scope): Value {
  const [a, b] = [evaluate(left, scope), evaluate(right, scope)];
  if (typeof a === 'number' && typeof b === 'number' && operator !== '@') return arithmetic[operator](a, b);
  return at(position, scope, () => {
    if (operator === '^' && b === 2) return asTensor(a, scope.like).square();
    return operations[operator](asTensor(a, scope.like), asTensor(b, scope.like));
  });
}

const arithmetic: Readonly<Record<Exclude<Operator, '@'>, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '^': (a, b) => a ** b,
};

const operations: Readonly<Record<Operator, (a: Tensor, b: Tensor) => Tensor>> = {
  '+': (a, b) => a.add(b),
  '-': (a, b) => a.sub(b),
  '*': (a, b) => a.mul(b),
  '/': (a, b) => a.div(b),
  '^': (a, b) => a.pow(b),
  '@': (a, b) => (a.rank < 2 || b.rank < 2 ? a.dot(b) : a.matmul(b)),
};

function call({ name, arguments: given, position }: Extract<Expression, { kind: 'call' }>, scope: Scope): Tensor {
  const { takes, apply } = expressionFunctions[name];
  const needed = takes.filter((kind) => !kind.endsWith('?')).length;
  if (given.length < needed || given.length > takes.length) {
    const counts = needed === takes.length ? `${needed}` : `${needed} or ${takes.length}`;
    throw expressionError(scope.text, position, `${name} takes ${counts} arguments, found ${given.length}`);
  }
  const converted = given.map((argument, i) => convert(evaluate(argument, scope), takes[i], argument, scope));
  return at(position, scope, () => apply(converted));
}

function convert(value: Value, kind: ArgumentKind, { position }: Expression, scope: Scope): Value {
  if (kind === 'tensor') return at(position, scope, () => asTensor(value, scope.like));
  const isList = Array.isArray(value) && value.every((item) => typeof item === 'number');
  const isNumber = typeof value === 'number';
  const [fits, expected] = {
    number: [isNumber, 'a number'],
    'number?': [isNumber, 'a number'],
    'axes?': [isNumber || isList, 'an axis or a list of axes'],
    sizes: [isList, 'a list of sizes, such as [2, 3]'],
    classes: [isList || value instanceof Tensor, 'a list of classes, such as [0, 2], or a distribution'],
  }[kind] as [boolean, string];
  if (!fits) throw expressionError(scope.text, position, `expected ${expected}`);
  return value;
}

function asTensor(value: Value, like: Tensor): Tensor {
  if (value instanceof Tensor) return value;
  return tensor(value, { dtype: like.dtype, backend: like.device as Backend });
}

/** What the engine refuses, with the place in the expression. */
function at<T>(position: number, { text }: Scope, compute: () => T): T {
  try {
    return compute();
  } catch (error) {
    if (!(error instanceof HandgradError)) throw error;
    throw expressionError(text, position, error.message, { cause: error });
  }
}
