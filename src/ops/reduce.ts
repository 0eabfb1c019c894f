import type { ReduceFunction } from '../backend/kernels.js';
import { run } from '../backend/run.js';
import { normalizeAxes, sizeOf } from '../tensor/shape.js';
import type { Tensor } from '../tensor/tensor.js';

/** Which axes a reduction removes. */
export interface ReduceAttributes {
  /** One axis or several, counted from the front, or from the back if negative. Default: all. */
  axes?: number | readonly number[] | undefined;
  /** Keep the reduced axes with size 1. Default false. */
  keepDims?: boolean;
}

/** x's shape with size 1 along the reduced axes. */
export function keptShape(operation: string, x: Tensor, { axes }: ReduceAttributes): number[] {
  const reduced = new Set(normalizeAxes(operation, axes, x.rank));
  return x.shape.map((length, axis) => (reduced.has(axis) ? 1 : length));
}

/** The forward pass of sum, mean, max and min. Axes that are not neighbours are brought together first. */
export function reduceAxes(operation: ReduceFunction, x: Tensor, attributes: ReduceAttributes): Tensor {
  const axes = normalizeAxes(operation, attributes.axes, x.rank);
  const kept = keptShape(operation, x, attributes);
  const shape = attributes.keepDims ? kept : x.shape.filter((_, axis) => !axes.includes(axis));
  const areNeighbours = axes.every((axis, i) => i === 0 || axis === axes[i - 1] + 1);
  const remaining = x.shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
  const ordered = areNeighbours ? x : x.transpose([...remaining, ...axes]);
  const first = areNeighbours ? (axes[0] ?? x.rank) : remaining.length;
  const [y] = run('reduce', [ordered], [{ shape, dtype: x.dtype }], {
    function: operation,
    outer: sizeOf(ordered.shape.slice(0, first)),
    length: sizeOf(ordered.shape.slice(first, first + axes.length)),
    inner: sizeOf(ordered.shape.slice(first + axes.length)),
  });
  return y;
}
