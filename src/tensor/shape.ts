import { HandgradError } from './error.js';

/** The sizes of a tensor's axes, outermost first; [] is a scalar. Layout is row-major everywhere. */
export type Shape = readonly number[];

/** Number of elements: the product of the sizes. */
export function sizeOf(shape: Shape): number {
  return shape.reduce((size, length) => size * length, 1);
}

/** A shape as messages print it: `[2, 3]`. */
export function shapeText(shape: Shape): string {
  return `[${shape.join(', ')}]`;
}

/** Whether two shapes are the same, axis for axis. */
export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((length, axis) => length === b[axis]);
}

/** Distance in elements between neighbours along each axis of a row-major tensor: [3, 4, 5] gives [20, 5, 1]. */
export function rowMajorStrides(shape: Shape): number[] {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = stride;
    stride *= shape[axis];
  }
  return strides;
}

/**
 * The shape two tensors broadcast to (NumPy's rule: align at the last axis; sizes agree or one of them is 1).
 * @throws {HandgradError} naming `operation` and both shapes when some axis fits neither way.
 */
export function broadcastShapes(operation: string, a: Shape, b: Shape): number[] {
  const rank = Math.max(a.length, b.length);
  const shape = new Array<number>(rank);
  for (let i = 1; i <= rank; i++) {
    const lengthA = a[a.length - i] ?? 1;
    const lengthB = b[b.length - i] ?? 1;
    if (lengthA !== lengthB && lengthA !== 1 && lengthB !== 1) {
      throw new HandgradError(
        `${operation}: shapes ${shapeText(a)} and ${shapeText(b)} do not broadcast ` +
          `(axis -${i}: ${lengthA} and ${lengthB}; sizes must agree or one must be 1)`,
      );
    }
    shape[rank - i] = lengthA === 1 ? lengthB : lengthA;
  }
  return shape;
}

/** Strides that read a tensor of shape `from` as if it had shape `to`: 0 along every axis that is repeated. */
export function broadcastStrides(from: Shape, to: Shape): number[] {
  const strides = rowMajorStrides(from);
  const missing = to.length - from.length;
  return to.map((_, axis) => (axis < missing || from[axis - missing] === 1 ? 0 : strides[axis - missing]));
}

/** An axis counted from the front; -1 is the last. @throws {HandgradError} when there is no such axis. */
export function normalizeAxis(operation: string, axis: number, rank: number): number {
  const normalized = axis < 0 ? axis + rank : axis;
  if (!Number.isInteger(axis) || normalized < 0 || normalized >= rank) {
    throw new HandgradError(
      `${operation}: axis ${axis} does not exist in a tensor of ${rank} axes (expected ${-rank} to ${rank - 1})`,
    );
  }
  return normalized;
}

/** Axes to work along, sorted and without repeats; none given means all of them. */
export function normalizeAxes(operation: string, axes: number | readonly number[] | undefined, rank: number): number[] {
  if (axes === undefined) return Array.from({ length: rank }, (_, axis) => axis);
  const list = typeof axes === 'number' ? [axes] : axes;
  const normalized = list.map((axis) => normalizeAxis(operation, axis, rank)).sort((a, b) => a - b);
  if (new Set(normalized).size !== normalized.length) {
    throw new HandgradError(`${operation}: an axis is named twice in ${shapeText(list)}`);
  }
  return normalized;
}

/** @throws {HandgradError} unless every size is a whole number of at least 0. */
export function checkShape(operation: string, shape: Shape): void {
  if (!shape.every((length) => Number.isSafeInteger(length) && length >= 0)) {
    throw new HandgradError(`${operation}: ${shapeText(shape)} is no shape (sizes must be whole numbers, 0 or more)`);
  }
}
