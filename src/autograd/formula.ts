import type { BackwardContext, OperationInputs } from './define-operation.js';

/**
 * What an operation computes, in words for people; `trace` puts the values' names in. The texts use the names in `of` for the
 * operands, `y` for the result, `dy` for the gradient that arrives, and the attributes' names for their numbers.
 *
 *     { of: ['a', 'b'], y: 'a * b', local: ['b', 'a'] }              elementwise: dL/da = dy * b
 *     { of: ['x'], y: 'sum(x)', back: ['dy, repeated'] }             any other
 */
export type Formula<I extends OperationInputs = OperationInputs> = {
  /** What the operands are called. Of an operation that takes any number of them there is one name, for each. */
  readonly of: PerInput<I, string>;
  /** The result: `a * b`. */
  readonly y: string;
  /** What further names in the texts stand for: `dz = dy * (y > 0)`. */
  readonly where?: string;
} & (
  | {
      /** dy/dx for each input of an elementwise operation, element by element; null where nothing passes back. */
      readonly local: PerInput<I, string | null>;
    }
  | {
      /** dL/dx for each input; null where nothing passes back. */
      readonly back: PerInput<I, string | null>;
    }
);

/** One entry for each input; a list of any length for operations that take any number. */
export type PerInput<I extends OperationInputs, T> = { readonly [K in keyof I]: T };

/** An operation's formula, or a function that gives it, where it depends on attributes or on which inputs there are. */
export type FormulaRule<I extends OperationInputs = OperationInputs, A = unknown> =
  Formula<I> | ((context: BackwardContext<I, A>) => Formula<I>);

/** What knows the formula of an operation: the operation itself, by which the tape remembers it. */
const formulas = new WeakMap<object, FormulaRule>();

/** Gives an operation its formula. Those of the engine have theirs in one table, in the layer above (src/ops/formulas.ts). */
export function provideFormula<I extends OperationInputs, A>(operation: object, rule: FormulaRule<I, A>): void {
  // Only ever applied to entries of the tape that this very operation has made.
  formulas.set(operation, rule as unknown as FormulaRule);
}

/** The formula of an entry of the tape; null where nobody has told it. */
export function formulaOf(operation: object, context: BackwardContext<OperationInputs, unknown>): Formula | null {
  const rule = formulas.get(operation);
  return typeof rule === 'function' ? rule(context) : (rule ?? null);
}
