import { F32x4, type I32x4, type Local } from '../assembler/index.js';
import type { KernelBuilder } from '../kernel-builder.js';
import type { Scalar } from '../launch.js';

/** What the code of a cross-entropy depends on. */
export interface CrossEntropyForm {
  readonly columns: number;
  /** int32 labels, or else distributions. */
  readonly hasLabels: boolean;
  /** Whether every class has a part of the target. */
  readonly isSmoothed: boolean;
}

/** t = on targets + even, in all lanes. */
export interface Smoothing {
  /** 1 - labelSmoothing. */
  readonly on: Local<F32x4>;
  /** labelSmoothing / columns. */
  readonly even: Local<F32x4>;
  readonly labelSmoothing: Local<F32x4>;
  /** on + even: what a label's column has. */
  readonly ofLabel: Local<F32x4>;
}

/** The scalars of a cross-entropy kernel, as `readSmoothing` and `k.integer(0)`, the rows, find them. */
export function crossEntropyScalars(rows: number, columns: number, labelSmoothing: number): Scalar[] {
  return [{ i32: rows }, 1 - labelSmoothing, labelSmoothing / columns, labelSmoothing];
}

export function readSmoothing(k: KernelBuilder): Smoothing {
  const [on, even, labelSmoothing] = [1, 2, 3].map((i) => k.floats(k.scalar(i).splat()));
  return { on, even, labelSmoothing, ofLabel: k.floats(on.add(even)) };
}

/** The sum of t, of labels: a label that is no class has no part in it. */
export function sumOfLabelTargets(label: I32x4, columns: number, { on, labelSmoothing }: Smoothing): F32x4 {
  return isClass(label, columns).select(on, F32x4.const(0)).add(labelSmoothing);
}

export function isClass(label: I32x4, columns: number): I32x4 {
  return label.lessUnsigned(columns);
}

/** t of columns whose numbers are given, or of one column in several rows. */
export function labelTarget(label: I32x4, column: I32x4 | number, { ofLabel, even }: Smoothing): F32x4 {
  return label.equal(column).select<F32x4>(ofLabel, even);
}

/** t of what a distribution says. */
export function distributionTarget(target: F32x4, { on, even }: Smoothing): F32x4 {
  return on.mul(target).add(even);
}

/** t * cost, but 0 where t, a local, is 0, whatever the cost: an impossible class that is not the target costs nothing. */
export function targetCost(t: F32x4, cost: F32x4): F32x4 {
  return t.equal(0).select(F32x4.const(0), t.mul(cost));
}
