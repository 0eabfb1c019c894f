import type { Operand } from '../../../tensor/device.js';
import { broadcastStrides } from '../../../tensor/shape.js';

/** One axis of a walk over a multi-index: its length, and for each operand how many elements apart its neighbours are (0: repeated). */
export interface BroadcastAxis {
  readonly length: number;
  readonly strides: readonly number[];
}

/**
 * The walk over y's elements in which each input is broadcast to y's shape, over as few axes as possible: axes of length 1 go, and
 * neighbours that all inputs walk as if they were one become one. The innermost strides are 1 or 0.
 */
export function broadcastAxes(y: Operand, inputs: readonly Operand[]): BroadcastAxis[] {
  const strides = inputs.map((input) => broadcastStrides(input.shape, y.shape));
  const axes: BroadcastAxis[] = [];
  y.shape.forEach((length, axis) => {
    if (length === 1) return;
    const inner = { length, strides: strides.map((steps) => steps[axis]) };
    const outer = axes.at(-1);
    if (outer?.strides.every((stride, p) => stride === inner.strides[p] * length)) {
      axes[axes.length - 1] = { length: outer.length * length, strides: inner.strides };
    } else {
      axes.push(inner);
    }
  });
  return axes;
}
