import type { Conv2dGeometry } from '../backend/kernels.js';
import { HandgradError } from '../tensor/error.js';
import { shapeText, type Shape } from '../tensor/shape.js';

/** One number for both directions, or [height, width]. */
export type Pair = number | readonly [height: number, width: number];

/**
 * What lies around an image before a window slides over it.
 *
 *  - `valid`: nothing; a window that does not fit whole is dropped.
 *  - `same`: as many zeros as give ceil(size / stride) windows, half on each side, an odd one at the bottom and the right
 *    (TensorFlow's convention).
 *  - a number: so many on every side; or each side by itself.
 */
export type Padding =
  | 'valid'
  | 'same'
  | number
  | {
      /** Rows above. */
      readonly top: number;
      /** Rows below. */
      readonly bottom: number;
      /** Columns to the left. */
      readonly left: number;
      /** Columns to the right. */
      readonly right: number;
    };

/** How a window slides over an image. */
export interface SlidingOptions {
  /** Pixels from one place to the next. */
  strides: Pair;
  /** What lies around the image. */
  padding: Padding;
  /** Pixels from one element of the window to the next: 1 leaves no gaps. */
  dilation: Pair;
}

/** The images that a window slides over, for messages: the operation and the two shapes. */
interface Subject {
  operation: string;
  /** `kernel` or `window`. */
  sliding: string;
  input: Shape;
  window: Shape;
}

/** How a window slides along one axis: how many places it takes, and how much padding lies before the first pixel. */
interface Slide {
  readonly out: number;
  readonly before: number;
}

/**
 * All sizes of the convolution of images [N, H, W, C] with kernels [KH, KW, C, O].
 * @throws {HandgradError} when the channels differ, an option is no such number, or no window fits.
 */
export function conv2dGeometry(
  input: Shape,
  kernel: Shape,
  { strides = 1, padding = 'valid', dilation = 1 }: Partial<SlidingOptions> = {},
): Conv2dGeometry {
  const both = `input ${shapeText(input)}, kernel ${shapeText(kernel)}`;
  if (input.length !== 4) {
    throw new HandgradError(
      `conv2d: the input needs the four axes [batch, height, width, channels], found ${shapeText(input)}`,
    );
  }
  if (kernel.length !== 4) {
    throw new HandgradError(
      `conv2d: the kernel needs the four axes [height, width, inChannels, outChannels], found ${shapeText(kernel)}`,
    );
  }
  if (kernel[0] < 1 || kernel[1] < 1)
    throw new HandgradError(`conv2d: the kernel ${shapeText(kernel)} covers no pixel`);
  if (input[3] !== kernel[2]) {
    throw new HandgradError(`conv2d: the input has ${channels(input[3])}, the kernel expects ${kernel[2]} (${both})`);
  }
  const subject: Subject = { operation: 'conv2d', sliding: 'kernel', input, window: kernel };
  const [height, width] = slide2d(subject, { strides, padding, dilation });
  const [strideHeight, strideWidth] = pairOf('conv2d', 'strides', strides);
  const [dilationHeight, dilationWidth] = pairOf('conv2d', 'dilation', dilation);
  return {
    batch: input[0],
    inHeight: input[1],
    inWidth: input[2],
    inChannels: input[3],
    outHeight: height.out,
    outWidth: width.out,
    outChannels: kernel[3],
    kernelHeight: kernel[0],
    kernelWidth: kernel[1],
    strideHeight,
    strideWidth,
    dilationHeight,
    dilationWidth,
    padTop: height.before,
    padLeft: width.before,
  };
}

/** [height, width] of an option that may be one number for both. @throws {HandgradError} unless whole and at least 1. */
export function pairOf(operation: string, option: string, value: Pair): [height: number, width: number] {
  const [height, width] = typeof value === 'number' ? [value, value] : value;
  for (const number of [height, width]) {
    if (!Number.isInteger(number) || number < 1) {
      throw new HandgradError(`${operation}: ${option} is ${pairText(value)}, expected whole numbers of at least 1`);
    }
  }
  return [height, width];
}

/** How the window [KH, KW, ...] slides over the images [N, H, W, C], along each of the two axes. */
export function slide2d(
  subject: Subject,
  { strides, padding, dilation }: SlidingOptions,
): [height: Slide, width: Slide] {
  const { operation, input, window } = subject;
  const stride = pairOf(operation, 'strides', strides);
  const dilated = pairOf(operation, 'dilation', dilation);
  const sides = sidesOf(operation, padding);
  const along = (axis: 0 | 1): Slide => {
    const size = input[1 + axis];
    // A dilated window reaches over this many pixels.
    const reach = (window[axis] - 1) * dilated[axis] + 1;
    if (sides === 'same') {
      const out = Math.ceil(size / stride[axis]);
      return { out, before: Math.floor(Math.max((out - 1) * stride[axis] + reach - size, 0) / 2) };
    }
    const [before, after] = sides[axis];
    const padded = before + size + after;
    if (reach > padded) throw tooSmall(subject, axis, reach, padded, padding);
    return { out: Math.floor((padded - reach) / stride[axis]) + 1, before };
  };
  return [along(0), along(1)];
}

function tooSmall(subject: Subject, axis: 0 | 1, reach: number, padded: number, padding: Padding): HandgradError {
  const lines = axis === 0 ? 'rows' : 'columns';
  return new HandgradError(
    `${subject.operation}: the ${subject.sliding} reaches over ${reach} ${lines}, the padded input has ${padded} ` +
      `(input ${shapeText(subject.input)}, ${subject.sliding} ${shapeText(subject.window)}, padding ${JSON.stringify(padding)})`,
  );
}

/** Explicit padding before and after, along the height and along the width; `same` depends on the image and stays. */
function sidesOf(operation: string, padding: Padding): 'same' | [[number, number], [number, number]] {
  if (padding === 'same') return 'same';
  const each = padding === 'valid' ? 0 : padding;
  const { top, bottom, left, right } =
    typeof each === 'number' ? { top: each, bottom: each, left: each, right: each } : each;
  if (![top, bottom, left, right].every((side) => Number.isInteger(side) && side >= 0)) {
    throw new HandgradError(
      `${operation}: padding is ${JSON.stringify(padding)}, expected 'valid', 'same', a whole number of at least 0, ` +
        `or { top, bottom, left, right } of such numbers`,
    );
  }
  return [
    [top, bottom],
    [left, right],
  ];
}

function pairText(value: Pair): string {
  return typeof value === 'number' ? String(value) : shapeText(value);
}

function channels(count: number): string {
  return count === 1 ? '1 channel' : `${count} channels`;
}
