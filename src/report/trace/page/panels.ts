import type { Trace, TracedValue, TraceStep } from '../../../autograd/trace/traced.js';
import { gradientName } from '../../../autograd/trace/gradient-name.js';
import { escapedHtml } from '../../page/escaped-html.js';
import { arrivalsByValue, type Arrival } from '../arrivals.js';
import { checkText } from '../check-text.js';
import { stepAccount, type AccountLine } from '../step-account.js';
import { shapeName, valueText } from '../value-text.js';

/** For each value what there is to know of it and of the step that computed it: what a box of the graph opens. */
export function panels(trace: Trace): string[] {
  const arrivals = arrivalsByValue(trace);
  const steps = new Map(trace.steps.map((step) => [step.output, step]));
  return trace.values.map((value) => {
    const step = steps.get(value.id);
    return step ? stepPanel(step, value, trace, arrivals) : leafPanel(value);
  });
}

function stepPanel(
  step: TraceStep,
  value: TracedValue,
  trace: Trace,
  arrivals: ReadonlyMap<number, readonly Arrival[]>,
): string {
  const { name, shape, values } = value;
  return panel(value, `Step ${step.index + 1}: ${step.operation}`, [
    equation([name, step.formula]),
    ...(step.where === null ? [] : [`<p class="where">with ${escapedHtml(step.where)}</p>`]),
    rows([
      ['value', equation([name, valueText(values, shape)])],
      ['shape', escapedHtml(shapeName(shape))],
      ...attributesOf(step),
    ]),
    '<h4>Backward</h4>',
    rows(stepAccount(step, trace, arrivals).map(accountRow)),
  ]);
}

function leafPanel(value: TracedValue): string {
  const { name, kind, shape, values, gradient, check } = value;
  return panel(value, `${name}: ${kind}`, [
    rows([
      ['value', equation([name, valueText(values, shape)])],
      ['shape', escapedHtml(shapeName(shape))],
      ...(gradient ? [['gradient', equation([gradientName(name), valueText(gradient, shape)])] as const] : []),
      ...(check ? [['check', escapedHtml(checkText(check, shape))] as const] : []),
    ]),
  ]);
}

function panel({ id, check }: TracedValue, title: string, content: readonly string[]): string {
  const verdict = check === null ? '' : ` data-verdict="${check.verdict}"`;
  return [`<article id="value-${id}"${verdict}>`, `<h3>${escapedHtml(title)}</h3>`, ...content, '</article>'].join(
    '\n',
  );
}

type Row = readonly [what: string, html: string];

function accountRow({ what, subject, formula, value }: AccountLine): Row {
  if (subject === null) return [what, escapedHtml(value)];
  return [what, equation([subject, ...(formula === null ? [] : [formula]), value])];
}

function attributesOf({ attributes }: TraceStep): Row[] {
  const texts = Object.entries(attributes).map(([name, value]) => `${name} ${JSON.stringify(value)}`);
  return texts.length === 0 ? [] : [['told', escapedHtml(texts.join(', '))]];
}

function rows(all: readonly Row[]): string {
  const lines = all.map(([what, html]) => `<tr class="${what}"><th scope="row">${what}</th><td>${html}</td></tr>`);
  return `<table>\n${lines.join('\n')}\n</table>`;
}

function equation(parts: readonly string[]): string {
  return `<code>${parts.map(escapedHtml).join(' = ')}</code>`;
}
