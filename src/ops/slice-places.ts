import { HandgradError } from '../tensor/error.js';
import { rowMajorStrides, shapeText, type Shape } from '../tensor/shape.js';
import type { Places } from './strided-copy.js';

/**
 * Which elements a slice takes, axis by axis: size[axis] of them, from begin[axis] on, every step[axis]-th.
 * A list shorter than the tensor has axes says nothing about the rest, which are taken whole.
 */
export interface SliceAttributes {
  /** First index along each axis; counted from the back if negative. Default: the first element, or the last for a negative step. */
  begin?: readonly number[] | undefined;
  /** How many elements along each axis; -1, the default, means all that remain. */
  size?: readonly number[] | undefined;
  /** Distance between neighbours along each axis, not 0; negative reverses. Default 1. */
  step?: readonly number[] | undefined;
}

/** The shape of a slice, and where its elements lie in the whole. @throws {HandgradError} when it reaches outside. */
export function slicePlaces(whole: Shape, attributes: SliceAttributes): Places & { shape: number[] } {
  const { begin = [], size = [], step = [] } = attributes;
  const named = Math.max(begin.length, size.length, step.length);
  if (named > whole.length) {
    throw new HandgradError(`slice: ${named} axes are named, but ${shapeText(whole)} has ${whole.length}`);
  }
  const axes = whole.map((length, axis) => sliceOfAxis(whole, axis, length, begin[axis], size[axis], step[axis]));
  const strides = rowMajorStrides(whole);
  return {
    shape: axes.map(({ size }) => size),
    offset: axes.reduce((offset, { begin }, axis) => offset + begin * strides[axis], 0),
    strides: axes.map(({ step }, axis) => step * strides[axis]),
  };
}

function sliceOfAxis(whole: Shape, axis: number, length: number, begin?: number, size = -1, step = 1) {
  const from = begin === undefined ? (step > 0 ? 0 : length - 1) : begin < 0 ? begin + length : begin;
  const remaining = step > 0 ? Math.ceil((length - from) / step) : Math.floor(from / -step) + 1;
  const count = size === -1 ? remaining : size;
  const isInside = count === 0 || (from >= 0 && from < length);
  if (![from, count, step].every(Number.isInteger) || step === 0 || !isInside || count < 0 || count > remaining) {
    throw new HandgradError(
      `slice: begin ${begin ?? from}, size ${size}, step ${step} is not inside of axis ${axis} of ${shapeText(whole)} ` +
        `(whole numbers; begin from ${-length} to ${length - 1}, size at most what remains or -1 for that, step not 0)`,
    );
  }
  return { begin: from, size: count, step };
}
