import { I32, type FunctionBuilder, type Int } from '../assembler/index.js';
import type { PoolingLayout, Window } from './pool2d-windows.js';

/**
 * A window of known size with at most so many pixels is written out, not looped over. Channels are not: it gained nothing, and the
 * longer the code is, the later the engine has optimised it.
 */
const MOST_PIXELS_UNROLLED = 16;

/** Neighbouring channels that are computed at once. */
export interface ChannelVector {
  /** Where they lie from where `window` points to, in bytes. */
  readonly offset: number;
  /** How many channels there are: 4, or all where there are fewer. The other lanes hold what comes next in memory. */
  readonly lanes: number;
  /** So many of the first lanes have been in the vector before too: where 4 does not divide the channels, the last two overlap. */
  readonly repeated: number;
}

/** One pixel of a window: its place in each image, plus a constant. */
export type PixelVisitor = (images: readonly Int[], offset: number) => void;

/**
 * Visits all channels of a window, four at a time. The last vector ends with the last channel, so that nothing is written past a
 * pixel; the channels that it has in common with the one before are computed twice. `body` gets a window that points to the
 * vector, up to its offset.
 */
export function forEachChannelVector(
  f: FunctionBuilder,
  { channels }: PoolingLayout,
  window: Window,
  body: (window: Window, vector: ChannelVector) => void,
): void {
  if (channels < 4) return body(window, { offset: 0, lanes: channels, repeated: 0 });
  const images = window.images.map((image) => f.int(image));
  const output = f.int(window.output);
  f.times(Math.floor(channels / 4), () => {
    body({ ...window, images, output }, { offset: 0, lanes: 4, repeated: 0 });
    for (const pointer of [...images, output]) f.increase(pointer, 16);
  });
  const rest = channels % 4;
  if (rest > 0) body(window, { offset: 4 * (channels - 4), lanes: 4, repeated: 4 - rest });
}

/** Visits the pixels of a window row by row; `afterRow` is called after each row. */
export function forEachPixel(
  f: FunctionBuilder,
  { rowBytes, pixelBytes }: PoolingLayout,
  window: Window,
  { offset }: ChannelVector,
  visit: PixelVisitor,
  afterRow: () => void = () => {},
): void {
  const { images, rows, columns } = window;
  if (typeof rows === 'number' && typeof columns === 'number' && rows * columns <= MOST_PIXELS_UNROLLED) {
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++) visit(images, i * rowBytes + j * pixelBytes + offset);
      afterRow();
    }
    return;
  }
  const rowStarts = images.map((image) => f.int(image));
  repeat(f, rows, () => {
    const pixels = rowStarts.map((start) => f.int(start));
    repeat(f, columns, () => {
      visit(pixels, offset);
      for (const pixel of pixels) f.increase(pixel, pixelBytes);
    });
    afterRow();
    for (const start of rowStarts) f.increase(start, rowBytes);
  });
}

/** The number of pixels of a window, at least 1. */
export function pixelCount({ rows, columns }: Window): Int {
  return typeof rows === 'number' && typeof columns === 'number' ? rows * columns : I32.of(rows).mul(columns);
}

/** Repeats `body` `count` times, at least once. */
function repeat(f: FunctionBuilder, count: Int, body: () => void): void {
  if (typeof count === 'number') return f.times(count, body);
  const left = f.int(count);
  f.doWhile(
    () => {
      body();
      f.increase(left, -1);
    },
    () => left,
  );
}
