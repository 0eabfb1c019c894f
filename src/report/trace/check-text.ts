import type { NumericCheck, Trace } from '../../autograd/trace/traced.js';
import type { Shape } from '../../tensor/shape.js';
import { errorText, numberText, valueText } from './value-text.js';

/** What differences say of one gradient: `differences 13, error 1.2e-13: agrees`. */
export function checkText({ method, numeric, relativeError, kinks, verdict }: NumericCheck, shape: Shape): string {
  const found = method === 'elements' ? valueText(numeric, shape) : `along ${numeric.length} random directions`;
  const agreement = `differences ${found}, error ${errorText(relativeError)}`;
  if (verdict === 'agrees') return `${agreement}: agrees`;
  if (verdict === 'differs') return `${agreement}: DIFFERS, this derivative is wrong`;
  const [{ index, left, right }] = kinks;
  const more = kinks.length > 1 ? ` (and ${kinks.length - 1} more)` : '';
  const where = method === 'elements' ? `element ${index}` : `direction ${index}`;
  return `a kink at ${where}: slope ${numberText(left)} before it, ${numberText(right)} behind it${more}; no derivative to compare with`;
}

/** How the checks of a whole trace went, in a sentence. */
export function checkSummary({ values }: Trace): string {
  const checked = values.flatMap(({ name, check }) => (check ? [{ name, check }] : []));
  if (checked.length === 0) return 'No gradient was checked.';
  const named = (verdict: NumericCheck['verdict']) =>
    checked.filter(({ check }) => check.verdict === verdict).map(({ name }) => name);
  const worst = Math.max(
    0,
    ...checked.filter(({ check }) => check.verdict === 'agrees').map(({ check }) => check.relativeError),
  );
  const sentences = [
    `${named('agrees').length} of ${checked.length} gradients agree with central differences ` +
      `(largest relative error ${errorText(worst)}).`,
  ];
  if (named('kink').length > 0) {
    sentences.push(`At a kink, where no derivative exists: ${named('kink').join(', ')}.`);
  }
  if (named('differs').length > 0) sentences.push(`WRONG: ${named('differs').join(', ')}.`);
  return sentences.join(' ');
}
