/** The network that is stepped through, its traced pass, and where the walk is: kept while other tabs are looked at. */
import { batch, effect, signal } from '@preact/signals';
import type { Trace } from '../../../src/autograd/trace/traced.js';
import { ask } from '../engine/client.js';
import type { Matrix, MatrixName, StepNetwork } from '../engine/step-network.js';
import { newestOnly } from '../parts/newest-only.js';
import { examples } from './examples.js';
import { lastPosition } from './pass.js';

export const network = signal<StepNetwork>(examples.softmax);

/** Null until the engine has answered for the first time. */
export const trace = signal<Trace | null>(null);

/** See `Moment` in pass.ts. */
export const position = signal(0);

/** Why the network could not be traced. */
export const refusal = signal<string | null>(null);

const traceNetwork = newestOnly(
  (question: StepNetwork) => ask('traceNetwork', question),
  (answer) =>
    batch(() => {
      trace.value = answer;
      refusal.value = null;
      position.value = Math.min(position.value, lastPosition(answer));
    }),
  (error) => (refusal.value = error.message),
);

effect(() => traceNetwork(network.value));

/** Goes to a position, or to the nearest there is. */
export function goTo(wanted: number): void {
  if (trace.value) position.value = Math.max(0, Math.min(lastPosition(trace.value), wanted));
}

/** Changes one number of a matrix. */
export function setNumber(name: MatrixName, row: number, column: number, value: number): void {
  const { matrices } = network.value;
  const changed: Matrix = matrices[name].map((numbers, r) =>
    numbers.map((number, c) => (r === row && c === column ? value : number)),
  );
  network.value = { ...network.value, matrices: { ...matrices, [name]: changed } };
}
