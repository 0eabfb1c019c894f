import { HandgradError } from '../../tensor/error.js';

/** A formula as it was written: what it is made of, and where each part begins (from 0). */
export type Expression = { readonly position: number } & (
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'list'; readonly items: readonly Expression[] }
  | { readonly kind: 'negation'; readonly operand: Expression }
  | { readonly kind: 'binary'; readonly operator: Operator; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'call'; readonly name: string; readonly arguments: readonly Expression[] }
);

export type Operator = '+' | '-' | '*' | '/' | '@' | '^';

interface Token {
  readonly text: string;
  readonly kind: 'number' | 'name' | 'sign' | 'end';
  readonly position: number;
}

/**
 * Reads a formula in the usual notation, by recursive descent:
 *
 *   sum     = product { ("+" | "-") product }
 *   product = signed { ("*" | "/" | "@") signed }            @ is the matrix product
 *   signed  = "-" signed | power                             so -x^2 is -(x^2)
 *   power   = atom [ ("^" | "**") signed ]                   from the right: a^b^c is a^(b^c)
 *   atom    = number | name | name "(" list ")" | "[" list "]" | "(" sum ")"
 *   list    = [ sum { "," sum } ]
 *
 * @throws {HandgradError} naming the column (from 1) of what does not fit.
 */
export function parseExpression(text: string): Expression {
  const tokens = tokensOf(text);
  let next = 0;
  const peek = () => tokens[next];
  const isNext = (...signs: string[]) => peek().kind === 'sign' && signs.includes(peek().text);
  const take = () => tokens[next++];
  const expectSign = (sign: string) => {
    if (!isNext(sign)) throw unexpected(text, peek(), `'${sign}'`);
    next++;
  };

  function operators(operand: () => Expression, signs: readonly Operator[]): Expression {
    let left = operand();
    while (isNext(...signs)) {
      const { text: sign, position } = take();
      left = { kind: 'binary', operator: sign as Operator, left, right: operand(), position };
    }
    return left;
  }

  const sum = (): Expression => operators(product, ['+', '-']);
  const product = (): Expression => operators(signed, ['*', '/', '@']);

  function signed(): Expression {
    if (!isNext('-')) return power();
    const { position } = take();
    return { kind: 'negation', operand: signed(), position };
  }

  function power(): Expression {
    const left = atom();
    if (!isNext('^')) return left;
    const { position } = take();
    return { kind: 'binary', operator: '^', left, right: signed(), position };
  }

  function atom(): Expression {
    const token = take();
    const { position } = token;
    if (token.kind === 'number') return { kind: 'number', value: Number(token.text), position };
    if (token.kind === 'name' && isNext('(')) {
      next++;
      return { kind: 'call', name: token.text, arguments: list(')'), position };
    }
    if (token.kind === 'name') return { kind: 'name', name: token.text, position };
    if (token.kind === 'sign' && token.text === '[') return { kind: 'list', items: list(']'), position };
    if (token.kind === 'sign' && token.text === '(') {
      const inner = sum();
      expectSign(')');
      return inner;
    }
    throw unexpected(text, token, 'a number, a name or a bracket');
  }

  function list(closing: string): Expression[] {
    const items: Expression[] = [];
    if (!isNext(closing)) items.push(sum());
    while (isNext(',')) {
      next++;
      items.push(sum());
    }
    expectSign(closing);
    return items;
  }

  const expression = sum();
  if (peek().kind !== 'end') throw unexpected(text, peek(), 'an operator or the end');
  return expression;
}

const TOKEN =
  /\s*(?:(?<number>(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)|(?<name>[A-Za-z_]\w*)|(?<sign>\*\*|[-+*/@^(),[\]]))/iy;

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  const end = text.trimEnd().length;
  for (TOKEN.lastIndex = 0; TOKEN.lastIndex < end;) {
    const from = TOKEN.lastIndex;
    const groups = TOKEN.exec(text)?.groups;
    if (!groups) {
      const position = from + (/\S/.exec(text.slice(from))?.index ?? 0);
      throw unexpected(text, { kind: 'sign', text: text[position], position }, 'a number, a name or an operator');
    }
    const kind = groups.number !== undefined ? 'number' : groups.name !== undefined ? 'name' : 'sign';
    const word = groups.number ?? groups.name ?? groups.sign;
    tokens.push({ kind, text: word === '**' ? '^' : word, position: TOKEN.lastIndex - word.length });
  }
  return [...tokens, { kind: 'end', text: 'the end', position: end }];
}

function unexpected(text: string, { kind, text: found, position }: Token, expected: string): HandgradError {
  return expressionError(text, position, `found ${kind === 'end' ? found : `'${found}'`}, expected ${expected}`);
}

/** A mistake at a place of an expression. `position`: from 0; people count columns from 1. */
export function expressionError(
  text: string,
  position: number,
  problem: string,
  options?: ErrorOptions,
): HandgradError {
  return new HandgradError(`'${text}', column ${position + 1}: ${problem}`, options);
}
