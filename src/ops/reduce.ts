import type { ReduceFunction } from '../backend/kernels.js';
import { run } from '../backend/run.js';
import { HandgradError } from '../tensor/error.js';
import { normalizeAxes, shapeText, sizeOf } from '../tensor/shape.js';
import type { Tensor } from '../tensor/tensor.js';
import { checkComputable } from './elementwise.js';

/** Which axes a reduction removes. */
export interface ReduceAttributes {
  /** One axis or several, counted from the front, or from the back if negative. Default: all. */
  axes?: number | readonly number[] | undefined;
  /** Keep the reduced axes with size 1. Default false. */
  keepDims?: boolean;
}

/** x as a kernel reduces it: seen as [outer, length, inner], `length` to be removed; `shape` is what remains. */
export interface ReductionPlan {
  readonly ordered: Tensor;
  readonly outer: number;
  readonly length: number;
  readonly inner: number;
  readonly shape: number[];
}

/** x's shape with size 1 along the reduced axes. */
export function keptShape(operation: string, x: Tensor, { axes }: ReduceAttributes): number[] {
  const reduced = new Set(normalizeAxes(operation, axes, x.rank));
  return x.shape.map((length, axis) => (reduced.has(axis) ? 1 : length));
}

/** x's shape without the reduced axes, or with size 1 there under keepDims. */
export function reducedShape(operation: string, x: Tensor, attributes: ReduceAttributes): number[] {
  if (attributes.keepDims) return keptShape(operation, x, attributes);
  const reduced = new Set(normalizeAxes(operation, attributes.axes, x.rank));
  return x.shape.filter((_, axis) => !reduced.has(axis));
}

/** A value of the reduced shape, along x's axes again: for the way back. */
export function alongReducedAxes(operation: string, reduced: Tensor, x: Tensor, attributes: ReduceAttributes): Tensor {
  return reduced.reshape(keptShape(operation, x, attributes));
}

/** How many elements of x go into one element of the result. */
export function reducedCount(operation: string, x: Tensor, { axes }: ReduceAttributes): number {
  return sizeOf(normalizeAxes(operation, axes, x.rank).map((axis) => x.shape[axis]));
}

/** Brings the reduced axes together where they are not neighbours; the kernels reduce one run of axes. */
export function planReduction(operation: string, x: Tensor, attributes: ReduceAttributes): ReductionPlan {
  const axes = normalizeAxes(operation, attributes.axes, x.rank);
  const areNeighbours = axes.every((axis, i) => i === 0 || axis === axes[i - 1] + 1);
  const remaining = x.shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
  const ordered = areNeighbours ? x : x.transpose([...remaining, ...axes]);
  const first = areNeighbours ? (axes[0] ?? x.rank) : remaining.length;
  return {
    ordered,
    outer: sizeOf(ordered.shape.slice(0, first)),
    length: sizeOf(ordered.shape.slice(first, first + axes.length)),
    inner: sizeOf(ordered.shape.slice(first + axes.length)),
    shape: reducedShape(operation, x, attributes),
  };
}

/** The forward pass of sum, mean, max and min. */
export function reduceAxes(operation: ReduceFunction, x: Tensor, attributes: ReduceAttributes): Tensor {
  checkComputable(operation, x);
  const { ordered, outer, length, inner, shape } = planReduction(operation, x, attributes);
  if (operation !== 'sum') checkNotEmpty(operation, x, length);
  const [y] = run('reduce', [ordered], [{ shape, dtype: x.dtype }], { function: operation, outer, length, inner });
  return y;
}

/** @throws {HandgradError} when there is nothing to choose from or to divide by. */
export function checkNotEmpty(operation: string, x: Tensor, length: number): void {
  if (length > 0) return;
  throw new HandgradError(`${operation}: ${shapeText(x.shape)} has no elements along the reduced axes`);
}
