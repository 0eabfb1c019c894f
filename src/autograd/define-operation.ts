import { isFloat } from '../tensor/dtype.js';
import { tidy } from '../tensor/lifetime.js';
import type { Producer, Tensor } from '../tensor/tensor.js';
import { provideFormula, type FormulaRule } from './formula.js';
import { isRecording, withRecording } from './recording.js';
import { tapedResult } from './taped-result.js';

/** What an operation works on; null stands for an optional input that is left out (a bias, say). */
export type OperationInputs = readonly (Tensor | null)[];

/** The gradient for one input: a function, so that only those asked for are computed; null where there is none. */
export type Gradient = (() => Tensor) | null;

/** What the derivative may look at. */
export interface BackwardContext<I extends OperationInputs, A> {
  /** What `forward` was given. */
  readonly inputs: I;
  /** The operation's result. */
  readonly y: Tensor;
  /** The attributes that the operation was called with. */
  readonly attributes: A;
}

/**
 * An operation: what it computes and how a gradient passes back through it.
 *
 * `forward` launches kernels (src/backend/run.ts) or calls other operations; nothing it does is recorded, and whatever it made
 * on the way to its result is freed. It checks its inputs and throws `HandgradError` with its name, the shapes and the rule
 * that was broken.
 * `backward` gets dy = dL/dy, of y's shape, and says dL/dx for each input, written with operations, so that it can be
 * differentiated again. Where an input was broadcast the gradient may have y's shape: the driver sums it back.
 * `backward: null` marks an operation without derivative (comparisons, argMax): its result requires no gradient.
 * `formula`, for people: what `trace` shows of it.
 */
export interface OperationRule<I extends OperationInputs, A> {
  /** Computes the result: any shape and dtype that the operation says, not on the tape. */
  forward(inputs: I, attributes: A): Tensor;
  /** For each input the gradient that dy brings to it; null for an operation without derivative. */
  backward: ((dy: Tensor, context: BackwardContext<I, A>) => { readonly [K in keyof I]: Gradient }) | null;
  /** What `trace` writes of it: formula and derivatives in words for people. Default: its name. */
  readonly formula?: FormulaRule<I, A>;
}

/** An operation ready to use: `add([a, b])`, `softmax([x], { axis: 0 })`. Attributes that are all optional may be left out. */
export type Operation<I extends OperationInputs, A = object> = (
  inputs: I,
  ...attributes: object extends A ? [attributes?: A] : [attributes: A]
) => Tensor;

/** An entry of the tape: the operation, what went in, what came out, and the way back. */
export interface TapeNode extends Producer {
  readonly output: Tensor;
  /** How often the memory of each input, and of the output, had been changed in place when the operation had run. */
  readonly versions: readonly number[];
  readonly outputVersion: number;
  /** The attributes, for whoever prints the graph. */
  readonly attributes: unknown;
  /** The operation itself, which its formula is known by. */
  readonly definition: object;
  gradients(dy: Tensor): readonly Gradient[];
}

let nextId = 0;

/**
 * Makes an operation of a rule. Users do the same for their own.
 *
 *     const cube = defineOperation<[x: Tensor]>('cube', {
 *       forward: ([x]) => x.mul(x).mul(x),
 *       backward: (dy, { inputs: [x] }) => [() => dy.mul(x.square()).mul(3)],
 *     });
 *     cube([x]).sum().backward();
 */
export function defineOperation<I extends OperationInputs, A = object>(
  name: string,
  rule: OperationRule<I, A>,
): Operation<I, A> {
  const definition: Operation<I, A> = (inputs, ...[given]) => {
    // The type of `Operation` allows leaving them out only where an empty object is an A.
    const attributes = (given ?? {}) as A;
    const result = tidy(() => withRecording(false, () => rule.forward(inputs, attributes)));
    // What an operation returns is the caller's own: to dispose of it, or to write its history into, must not touch an input.
    const made = inputs.includes(result) ? result.detach() : result;
    const { backward } = rule;
    const needsGradient = isFloat(made.dtype) && inputs.some((input) => input?.requiresGrad);
    if (!backward || !isRecording() || !needsGradient) return made;
    const y = tapedResult(made);
    y.requiresGrad = true;
    const node: TapeNode = {
      id: nextId++,
      operation: name,
      inputs,
      output: y,
      attributes,
      definition,
      versions: inputs.map((input) => input?.storage.version ?? 0),
      outputVersion: y.storage.version,
      gradients: (dy) => backward(dy, { inputs, y, attributes }),
    };
    y.producer = node;
    return y;
  };
  if (rule.formula) provideFormula(definition, rule.formula);
  return definition;
}

/** The tape's entry for a tensor, if it has one. */
export function tapeNode(tensor: Tensor): TapeNode | null {
  return tensor.producer as TapeNode | null;
}
