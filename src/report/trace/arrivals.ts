import type { Trace, TraceStep } from '../../autograd/trace/traced.js';

/** What one step passes back to one of its operands. */
export interface Arrival {
  readonly step: TraceStep;
  /** Among the step's operands. */
  readonly place: number;
  readonly contribution: readonly number[];
}

/** All that arrives at each value, by its id, in the order of the backward pass: the last one makes its gradient whole. */
export function arrivalsByValue({ steps }: Trace): ReadonlyMap<number, readonly Arrival[]> {
  const arrivals = new Map<number, Arrival[]>();
  for (const step of [...steps].reverse()) {
    step.inputs.forEach((id, place) => {
      const contribution = step.contributions[place];
      if (id === null || contribution === null) return;
      const before = arrivals.get(id) ?? [];
      arrivals.set(id, [...before, { step, place, contribution }]);
    });
  }
  return arrivals;
}
