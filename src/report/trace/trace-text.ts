import type { Trace, TracedValue, TraceStep } from '../../autograd/trace/traced.js';
import { arrivalsByValue, type Arrival } from './arrivals.js';
import { checkSummary } from './check-text.js';
import { forwardWhere, stepAccount, type AccountLine } from './step-account.js';
import { shapeName, valueText } from './value-text.js';

/** Lines are broken to stay within so many columns. */
const WIDTH = 80;
/** Where what a step does begins, behind its number. */
const INDENT = ' '.repeat(5);

/**
 * A trace as text of 80 columns: the values that go in, the steps forward, then backward with what arrives at each, its local
 * derivatives, what leaves, and the differences beside each gradient.
 */
export function traceText(trace: Trace): string {
  const arrivals = arrivalsByValue(trace);
  return [
    ...heading('Values that go in'),
    ...trace.values.filter(isShown).flatMap(enteringLines),
    '',
    ...heading('Forward'),
    ...trace.steps.flatMap((step) => forwardLines(step, trace)),
    '',
    ...heading(`Backward, from the last step to the first${objectiveText(trace)}`),
    ...[...trace.steps].reverse().flatMap((step) => backwardLines(step, trace, arrivals)),
    '',
    ...broken(checkSummary(trace), ''),
  ].join('\n');
}

/** A number among the operands stands in the formula. */
function isShown({ kind, shape }: TracedValue): boolean {
  return kind === 'input' || kind === 'parameter' || (kind === 'constant' && shape.length > 0);
}

function heading(title: string): string[] {
  return [title, '-'.repeat(title.length)];
}

function objectiveText({ objective, values, output }: Trace): string {
  return objective === 'output' ? '' : `; L is the sum of ${values[output].name}`;
}

function enteringLines({ name, kind, shape, values }: TracedValue): string[] {
  return assigned([name, valueText(values, shape)], '  ', `${kind}, ${shapeName(shape)}`);
}

function forwardLines(step: TraceStep, { values }: Trace): string[] {
  const { name, shape, values: numbers } = values[step.output];
  const where = forwardWhere(step);
  return [
    ...assigned(
      [name, step.formula, valueText(numbers, shape)],
      numbered(step),
      `${step.operation}, ${shapeName(shape)}`,
    ),
    ...(where === null ? [] : broken(`with ${where}`, INDENT)),
  ];
}

function backwardLines(step: TraceStep, trace: Trace, arrivals: ReadonlyMap<number, readonly Arrival[]>): string[] {
  const { name } = trace.values[step.output];
  return [
    ...assigned([name, step.formula], numbered(step), step.operation),
    ...(step.where === null ? [] : broken(`with ${step.where}`, INDENT)),
    ...stepAccount(step, trace, arrivals).flatMap(accountLines),
  ];
}

function accountLines({ what, subject, formula, value }: AccountLine): string[] {
  const parts = [subject, formula, value].filter((part) => part !== null);
  return assigned(parts, INDENT + what.padEnd(9));
}

/** `  3  ` */
function numbered({ index }: TraceStep): string {
  return `${String(index + 1).padStart(3)}  `;
}

/** What is equal, in a line; the last part in a line of its own where that is too long. */
function assigned(parts: readonly string[], indent: string, remark = ''): string[] {
  const whole = parts.join(' = ');
  const room = WIDTH - indent.length - (remark === '' ? 0 : remark.length + 2);
  if (whole.length <= room || parts.length === 1) return broken(whole, indent, remark);
  const [value, ...before] = [...parts].reverse();
  return [
    ...broken(before.reverse().join(' = '), indent, remark),
    ...broken(`= ${value}`, ' '.repeat(indent.length + 2)),
  ];
}

/** A text behind an indent, broken at spaces, with a remark at the right edge of its first line. */
function broken(text: string, indent: string, remark = ''): string[] {
  const room = WIDTH - (remark === '' ? 0 : remark.length + 2);
  const lines: string[] = [];
  let line = indent;
  let isEmpty = true;
  for (const word of text.split(' ')) {
    if (!isEmpty && line.length + 1 + word.length > (lines.length === 0 ? room : WIDTH)) {
      lines.push(line);
      line = ' '.repeat(indent.length + 2) + word;
    } else {
      line = isEmpty ? line + word : `${line} ${word}`;
    }
    isEmpty = false;
  }
  const [first, ...others] = [...lines, line];
  return [remark === '' ? first : `${first.padEnd(WIDTH - remark.length)}${remark}`, ...others];
}
