/** What `trace` tells of a computation: plain data, which JSON can hold. */
import type { DType } from '../../tensor/dtype.js';
import type { Shape } from '../../tensor/shape.js';

/** One forward and backward pass, value by value and step by step. */
export interface Trace {
  /** Every value: the inputs, then each step's further operands and its result, in the order of computation. */
  readonly values: readonly TracedValue[];
  /** Every operation on the way to the result, in the order of computation; the backward pass visits them from last to first. */
  readonly steps: readonly TraceStep[];
  /** The id of what the function returned. */
  readonly output: number;
  /** What is differentiated: the output where it is a single number, else the sum of its elements. */
  readonly objective: 'output' | 'sum of the output';
  /** L, the number that every gradient is a derivative of. */
  readonly loss: number;
}

/** A value of the computation with its gradient. */
export interface TracedValue {
  /** Its place in `Trace.values`. */
  readonly id: number;
  /** Unique: `w`, `dense/kernel`, `v3` for the result of step 3, `2` for a constant. */
  readonly name: string;
  /**
   * `input`: given to `trace`; `parameter`: another tensor that requires a gradient; `constant`: one that requires none;
   * `result`: computed by a step.
   */
  readonly kind: 'input' | 'parameter' | 'constant' | 'result';
  /** Empty for a scalar. */
  readonly shape: Shape;
  /** Of the tensor. */
  readonly dtype: DType;
  /** Row-major. */
  readonly values: readonly number[];
  /** dL/dvalue, as `backward` computes it: the sum of the contributions of all steps. Null where no gradient arrives. */
  readonly gradient: readonly number[] | null;
  /** The gradient beside differences; null where there is no gradient, or none that differences can judge. */
  readonly check: NumericCheck | null;
}

/** One operation: forward, and what it does to the gradient. */
export interface TraceStep {
  /** Its place in `Trace.steps`. */
  readonly index: number;
  /** Its name, as its definition gives it: `matmul`. */
  readonly operation: string;
  /** What the operation was told beside its inputs: numbers, texts and lists of them. */
  readonly attributes: Readonly<Record<string, unknown>>;
  /** Ids of the operands; null where an optional one was left out. */
  readonly inputs: readonly (number | null)[];
  /** Id of the result. */
  readonly output: number;
  /** The result by its operands' names: `w * x`. */
  readonly formula: string;
  /** What the names in `formula` and `derivatives` stand for that are no values': `dz = dL/dv2 * (v2 > 0)`; null for most. */
  readonly where: string | null;
  /** For each operand the gradient that leaves to it: `dL/dv1 * x`; null where none does, or nobody has told how. */
  readonly derivatives: readonly (string | null)[];
  /** For each operand d(result)/d(operand), where it is one number for each element; else null. */
  readonly localDerivatives: readonly (LocalDerivative | null)[];
  /** The gradient that arrives: dL/d(result), of the result's shape. */
  readonly upstream: readonly number[];
  /** For each operand the gradient that leaves to it, of its shape; null where none does. */
  readonly contributions: readonly (readonly number[] | null)[];
}

/** A derivative that is one number for each element: of an elementwise operation, or of a result that is a single number. */
export interface LocalDerivative {
  /** `y * (1 - y)`, by the names of the values; null where the operation is not elementwise. */
  readonly formula: string | null;
  /** The result's shape; the operand's, where the result is a single number. */
  readonly shape: Shape;
  /** Row-major. */
  readonly values: readonly number[];
}

/** A gradient beside central differences of the whole computation, with that value nudged. */
export interface NumericCheck {
  /** `elements`: every element by itself. `projection`: the slope along random directions, for what is large. */
  readonly method: 'elements' | 'projection';
  /** By `backward`: the gradient's elements, or its products with the directions. */
  readonly analytic: readonly number[];
  /** By differences. */
  readonly numeric: readonly number[];
  /** max |analytic - numeric| / max(|analytic|, |numeric|, 1e-3), over all of them. */
  readonly relativeError: number;
  /** Places (of `analytic`) without a derivative: at a corner the slopes to the left and to the right differ. */
  readonly kinks: readonly Kink[];
  /** `agrees`: the error is below 1e-6. `kink`: it is not, but only at kinks. `differs`: the derivative is wrong. */
  readonly verdict: 'agrees' | 'kink' | 'differs';
}

/** A place where the computation has a corner in one direction. */
export interface Kink {
  /** The place of the element, or of the direction, in `NumericCheck.analytic`. */
  readonly index: number;
  /** The slope just below the value. */
  readonly left: number;
  /** The slope just above it. */
  readonly right: number;
}
