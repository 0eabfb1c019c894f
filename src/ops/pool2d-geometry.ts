import type { Pool2dGeometry } from '../backend/kernels.js';
import { HandgradError } from '../tensor/error.js';
import { shapeText, type Shape } from '../tensor/shape.js';
import { pairOf, slide2d, type Padding, type Pair } from './convolution-geometry.js';

/** The windows of a pooling. */
export interface Pool2dOptions {
  /** Height and width of a window. Default 2. */
  window?: Pair;
  /** How far apart windows begin. Default: the window's size, so that they tile the image. */
  strides?: Pair;
  /** What lies around the image; it never counts. Default `valid`: windows that do not fit whole are dropped. */
  padding?: Padding;
}

/**
 * All sizes of a pooling of images [N, H, W, C].
 * @throws {HandgradError} when the input is no batch of images, an option is no such number, no window fits, or a window may
 *   lie wholly in the padding (which has no largest value and no mean).
 */
export function pool2dGeometry(
  operation: string,
  input: Shape,
  { window = 2, strides = window, padding = 'valid' }: Pool2dOptions = {},
): Pool2dGeometry {
  if (input.length !== 4) {
    throw new HandgradError(
      `${operation}: the input needs the four axes [batch, height, width, channels], found ${shapeText(input)}`,
    );
  }
  const [windowHeight, windowWidth] = pairOf(operation, 'window', window);
  const [strideHeight, strideWidth] = pairOf(operation, 'strides', strides);
  const subject = { operation, sliding: 'window', input, window: [windowHeight, windowWidth] };
  const [height, width] = slide2d(subject, { strides, padding, dilation: 1 });
  checkPadding(operation, padding, windowHeight, windowWidth);
  return {
    batch: input[0],
    inHeight: input[1],
    inWidth: input[2],
    channels: input[3],
    outHeight: height.out,
    outWidth: width.out,
    windowHeight,
    windowWidth,
    strideHeight,
    strideWidth,
    padTop: height.before,
    padLeft: width.before,
  };
}

/** The shape of the pooled images. */
export function pooledShape({ batch, outHeight, outWidth, channels }: Pool2dGeometry): number[] {
  return [batch, outHeight, outWidth, channels];
}

/** The shape of the images that were pooled. */
export function unpooledShape({ batch, inHeight, inWidth, channels }: Pool2dGeometry): number[] {
  return [batch, inHeight, inWidth, channels];
}

function checkPadding(operation: string, padding: Padding, windowHeight: number, windowWidth: number): void {
  if (padding === 'valid' || padding === 'same') return;
  const { top, bottom, left, right } =
    typeof padding === 'number' ? { top: padding, bottom: padding, left: padding, right: padding } : padding;
  if (Math.max(top, bottom) >= windowHeight || Math.max(left, right) >= windowWidth) {
    throw new HandgradError(
      `${operation}: with padding ${JSON.stringify(padding)} a window of ${windowHeight} x ${windowWidth} can lie wholly outside ` +
        `of the image; pad by less than the window on every side`,
    );
  }
}
