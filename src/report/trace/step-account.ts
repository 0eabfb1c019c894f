import { derivativeName, gradientName } from '../../autograd/trace/gradient-name.js';
import type { Trace, TracedValue, TraceStep } from '../../autograd/trace/traced.js';
import type { Arrival } from './arrivals.js';
import { checkText } from './check-text.js';
import { valueText } from './value-text.js';

/** One thing that the backward pass does at a step: `leaves  dL/dw = dL/dv1 * x = 5`. */
export interface AccountLine {
  readonly what: 'arrives' | 'local' | 'leaves' | 'sum' | 'check';
  /** What it is about: `dL/dw`. Null for a check. */
  readonly subject: string | null;
  /** How it is computed; null where it is just there. */
  readonly formula: string | null;
  readonly value: string;
}

/** What happens at a step of the backward pass: what arrives, and for each operand what leaves, with the check beside it. */
export function stepAccount(
  step: TraceStep,
  { values }: Trace,
  arrivals: ReadonlyMap<number, readonly Arrival[]>,
): AccountLine[] {
  const { name, shape } = values[step.output];
  return [
    { what: 'arrives', subject: gradientName(name), formula: null, value: valueText(step.upstream, shape) },
    ...step.inputs.flatMap((id, place) =>
      id === null || step.contributions[place] === null
        ? []
        : operandAccount({ step, place, contribution: step.contributions[place] }, name, values[id], arrivals.get(id)!),
    ),
  ];
}

/** What leaves to one operand, and, once all has arrived there, the sum and the differences beside it. */
function operandAccount(
  { step, place, contribution }: Arrival,
  result: string,
  operand: TracedValue,
  arrivals: readonly Arrival[],
): AccountLine[] {
  const { name, shape, gradient, check } = operand;
  const subject = gradientName(name);
  const local = step.localDerivatives[place];
  const last = arrivals[arrivals.length - 1];
  const isWhole = last.step === step && last.place === place;
  const lines: AccountLine[] = [];
  if (local) {
    const value = valueText(local.values, local.shape);
    // A number is its own formula.
    const formula = local.formula === value ? null : local.formula;
    lines.push({ what: 'local', subject: derivativeName(result, name), formula, value });
  }
  lines.push({ what: 'leaves', subject, formula: step.derivatives[place], value: valueText(contribution, shape) });
  if (isWhole && arrivals.length > 1) {
    const terms = arrivals.map((arrival) => `(from step ${arrival.step.index + 1})`).join(' + ');
    lines.push({ what: 'sum', subject, formula: terms, value: valueText(gradient!, shape) });
  }
  if (isWhole && check) lines.push({ what: 'check', subject: null, formula: null, value: checkText(check, shape) });
  return lines;
}

/** What the names in a step's formula stand for, where it has any of them; they may belong to the way back alone. */
export function forwardWhere({ formula, where }: TraceStep): string | null {
  const first = where === null ? null : /^\w+/.exec(where);
  return first && new RegExp(`\\b${first[0]}\\b`).test(formula) ? where : null;
}
