import { sizeOf, type Shape } from '../../../tensor/shape.js';

/** A walk over a multi-index: its sizes, and for each operand its strides along them, in elements. At least one axis. */
export interface StridedAxes {
  readonly shape: readonly number[];
  readonly strides: readonly (readonly number[])[];
}

/**
 * The same walk over as few axes as possible: axes of size 1 go, and neighbours that all operands walk as if they were one become
 * one. So a kernel does less arithmetic per element, and fewer different kernels are compiled. The outermost size is given as 0:
 * a kernel does not need it (it knows the number of elements), and without it one kernel serves every batch size.
 */
export function collapseAxes(shape: Shape, strides: readonly (readonly number[])[]): StridedAxes {
  if (sizeOf(shape) === 1) return { shape: [0], strides: strides.map(() => [0]) };
  const sizes: number[] = [];
  const steps = strides.map(() => [] as number[]);
  shape.forEach((size, axis) => {
    if (size === 1) return;
    const continues =
      sizes.length > 0 && steps.every((kept, operand) => kept[kept.length - 1] === strides[operand][axis] * size);
    if (continues) sizes[sizes.length - 1] *= size;
    else sizes.push(size);
    steps.forEach((kept, operand) => {
      if (continues) kept.pop();
      kept.push(strides[operand][axis]);
    });
  });
  sizes[0] = 0;
  return { shape: sizes, strides: steps };
}
