import { gradientName } from '../../../src/autograd/trace/gradient-name.js';
import type { Trace, TracedValue } from '../../../src/autograd/trace/traced.js';

/** A piece of a formula: text, or the name of a value or of its gradient. */
export type FormulaToken =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'value' | 'gradient'; readonly text: string; readonly value: TracedValue };

/** What can be a gradient, as `gradientName` writes it, or a value's name. */
const NAME = /dL\/d(?:\([\w/]+\)|[A-Za-z]\d*)|[A-Za-z_][\w/]*/g;

/** A formula of a trace in pieces, each value and gradient in it found by its name. */
export function formulaTokens(formula: string, { values }: Trace): FormulaToken[] {
  const named = new Map<string, { kind: 'value' | 'gradient'; value: TracedValue }>();
  for (const value of values) {
    named.set(value.name, { kind: 'value', value }).set(gradientName(value.name), { kind: 'gradient', value });
  }
  const tokens: FormulaToken[] = [];
  let end = 0;
  for (const { 0: word, index } of formula.matchAll(NAME)) {
    const found = named.get(word);
    if (!found) continue;
    if (index > end) tokens.push({ kind: 'text', text: formula.slice(end, index) });
    tokens.push({ ...found, text: word });
    end = index + word.length;
  }
  if (end < formula.length) tokens.push({ kind: 'text', text: formula.slice(end) });
  return tokens;
}
