import type { Formula } from '../formula.js';
import { gradientName } from './gradient-name.js';

/** A formula with the values' names in it. */
export interface FormulaTexts {
  readonly result: string;
  readonly where: string | null;
  /** dy/dx for each operand; null where it is no number for each element, or unknown. */
  readonly local: readonly (string | null)[];
  /** dL/dx for each operand; null where no gradient leaves, or nobody has told how. */
  readonly leaving: readonly (string | null)[];
}

/** An entry of the tape in words. */
export interface NamedEntry {
  readonly operation: string;
  readonly operands: readonly NamedOperand[];
  readonly result: string;
  readonly attributes: unknown;
}

export interface NamedOperand {
  /** Null for one that is left out. */
  readonly name: string | null;
  readonly needsGradient: boolean;
  /** Whether broadcasting repeats it, so that its gradient is summed. */
  readonly isStretched: boolean;
}

/** Puts names into a formula. Without one, the result is written as a call: `cube(x)`. */
export function formulaTexts(formula: Formula | null, entry: NamedEntry): FormulaTexts {
  const { operation, operands, result } = entry;
  const all = operands.flatMap(({ name }) => name ?? []).join(', ');
  if (!formula) {
    const unknown = operands.map(() => null);
    return { result: `${operation}(${all})`, where: null, local: unknown, leaving: unknown };
  }
  const { of: formal } = formula;
  const isVariadic = operands.length > formal.length;
  const given = namesGiven(entry.attributes);
  formal.forEach((name, i) => given.set(name, isVariadic ? all : (operands[i].name ?? '0')));
  const upstream = gradientName(result);
  given.set('y', result).set('dy', upstream);
  const write = (text: string, names: ReadonlyMap<string, string> = given) =>
    text.replace(/[A-Za-z]\w*/g, (word) => names.get(word) ?? word);

  const forEachOperand = (texts: readonly (string | null)[], finish: (text: string, i: number) => string) =>
    operands.map(({ name, needsGradient }, i) => {
      const text = isVariadic ? texts[0] : texts[i];
      if (text === null || name === null || !needsGradient) return null;
      return finish(isVariadic ? write(text, new Map(given).set(formal[0], name)) : write(text), i);
    });
  return {
    result: write(formula.y),
    where: formula.where === undefined ? null : write(formula.where),
    local: 'local' in formula ? forEachOperand(formula.local, (text) => text) : operands.map(() => null),
    leaving:
      'local' in formula
        ? forEachOperand(formula.local, (text, i) => product(upstream, text, operands[i].isStretched))
        : forEachOperand(formula.back, (text) => text),
  };
}

/** Upstream times local derivative, added up where the operand was repeated. */
function product(upstream: string, local: string, isStretched: boolean): string {
  const text = productText(upstream, local);
  return isStretched ? `sum of ${text}` : text;
}

function productText(upstream: string, local: string): string {
  if (local === '1') return upstream;
  if (local === '-1') return `-${upstream}`;
  if (/^1 \/ ([^ ()]+|\([^()]*\))$/.test(local)) return `${upstream}${local.slice(1)}`;
  const outsideOfBrackets = local.replace(/\([^()]*\)/g, '');
  const isOneTerm = !/^-| [+-] |where/.test(outsideOfBrackets);
  return `${upstream} * ${isOneTerm ? local : `(${local})`}`;
}

/** The numbers and words among the attributes, by their names. */
function namesGiven(attributes: unknown): Map<string, string> {
  const entries = Object.entries(attributes as Record<string, unknown>);
  return new Map(
    entries.flatMap(([name, value]) =>
      typeof value === 'number' || typeof value === 'string' ? [[name, String(value)] as const] : [],
    ),
  );
}
