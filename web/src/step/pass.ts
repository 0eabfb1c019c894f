/** A traced pass as a walk: forward one operation at a time, then backward one at a time. */
import type { Trace, TraceStep } from '../../../src/autograd/trace/traced.js';

/** Where the walk is: 0 before the first operation, `steps` after the loss, twice that when every gradient has arrived. */
export interface Moment {
  readonly direction: 'forward' | 'backward';
  /** The operation that was just done; null at the very beginning. */
  readonly step: TraceStep | null;
  /** Which of its direction's operations this is, from 1. */
  readonly place: number;
}

export function lastPosition({ steps }: Trace): number {
  return 2 * steps.length;
}

/** What happened last at a position. */
export function momentAt({ steps }: Trace, position: number): Moment {
  const count = steps.length;
  if (position === 0) return { direction: 'forward', step: null, place: 0 };
  if (position <= count) return { direction: 'forward', step: steps[position - 1], place: position };
  return { direction: 'backward', step: steps[2 * count - position], place: position - count };
}

/** Whether a value is known: given, or computed by then. */
export function isComputed({ steps }: Trace, position: number, id: number): boolean {
  const maker = steps.find(({ output }) => output === id);
  return maker === undefined || maker.index < position;
}

/** Whether all that passes a gradient back to the value has done so. */
export function hasGradient({ steps, values, output }: Trace, position: number, id: number): boolean {
  if (values[id].gradient === null || position < steps.length) return false;
  if (id === output) return true;
  const first = steps.find(({ inputs, contributions }) =>
    inputs.some((input, place) => input === id && contributions[place] !== null),
  );
  return first !== undefined && position >= 2 * steps.length - first.index;
}
