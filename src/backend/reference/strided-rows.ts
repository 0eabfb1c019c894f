import type { Shape } from '../../tensor/shape.js';

/** Called once per row: where it begins in each operand, how far apart its elements are there, and how many there are. */
export type RowVisitor = (starts: readonly number[], steps: readonly number[], count: number) => void;

/**
 * Walks the multi-indices of `shape` in row-major order, a row at a time, with one position per operand: the sum of index times
 * stride. Axes that every operand steps through evenly become one, so that operands of one shape are a single row.
 * The visitor must not keep `starts`: it is changed from row to row.
 */
export function forEachRow(shape: Shape, strides: readonly (readonly number[])[], visit: RowVisitor): void {
  if (shape.includes(0)) return;
  const axes = mergeAxes(shape, strides);
  const row = axes.pop() ?? { length: 1, strides: strides.map(() => 0) };
  const index = axes.map(() => 0);
  const starts = strides.map(() => 0);

  for (;;) {
    visit(starts, row.strides, row.length);
    // Advance the last axis; one that has run through goes back to its beginning and advances the axis before it.
    let axis = axes.length - 1;
    for (; axis >= 0; axis--) {
      const { length, strides: steps } = axes[axis];
      for (let p = 0; p < starts.length; p++) starts[p] += steps[p];
      if (++index[axis] < length) break;
      for (let p = 0; p < starts.length; p++) starts[p] -= steps[p] * length;
      index[axis] = 0;
    }
    if (axis < 0) return;
  }
}

interface Axis {
  length: number;
  /** One per operand. */
  strides: number[];
}

function mergeAxes(shape: Shape, strides: readonly (readonly number[])[]): Axis[] {
  const axes: Axis[] = [];
  shape.forEach((length, d) => {
    if (length === 1) return;
    const axis = { length, strides: strides.map((operand) => operand[d]) };
    const before = axes.at(-1);
    if (before?.strides.every((stride, p) => stride === axis.strides[p] * length)) {
      before.length *= length;
      before.strides = axis.strides;
    } else {
      axes.push(axis);
    }
  });
  return axes;
}
