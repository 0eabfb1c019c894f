import { F32x4, type FunctionBuilder, type I32x4, type Local } from '../assembler/index.js';
import type { ChannelVector } from './pool2d-pixels.js';
import { forEachChannelVector, forEachPixel } from './pool2d-pixels.js';
import { upstreamOf, type Give } from './pool2d-gradient.js';
import type { PoolingLayout, Window } from './pool2d-windows.js';

/** y = largest of the window's pixels, NaN if one of them is. */
export function writeMaximum(f: FunctionBuilder, layout: PoolingLayout, window: Window): void {
  forEachChannelVector(f, layout, window, (part, vector) => {
    f.storeLanes(part.output, maximumOf(f, layout, part, vector), vector.lanes, vector.offset);
  });
}

/**
 * dx = dy at the window's first maximum, 0 at its other pixels; a NaN counts as the maximum. `images` are x and dx.
 *
 * The pixels are gone through twice: the first time for the maximum, the second time to compare with it. `left` holds what
 * of dy nobody has got so far, so the first pixel that equals the maximum takes all of it.
 */
export function writeMaximumGradient(f: FunctionBuilder, layout: PoolingLayout, window: Window, give: Give): void {
  forEachChannelVector(f, layout, window, (part, vector) => {
    const largest = maximumOf(f, layout, part, vector);
    const left = f.ints(upstreamOf(part, vector, give).asInts());
    forEachPixel(f, layout, part, vector, ([x, dx], offset) => {
      const value = f.floats(F32x4.load(x, offset));
      // Where there is a NaN nothing equals the maximum, which is NaN, and the NaN is what differs from itself.
      const isMaximum = f.ints(value.equal(largest).or(value.notEqual(value)));
      give.store(f, dx, offset, f.floats(left.and(isMaximum).asFloats()), vector.lanes);
      f.set<I32x4>(left, left.andNot(isMaximum));
    });
  });
}

/** In a local: the largest of the window's pixels in each channel, NaN if one of them is. `images[0]` is x. */
function maximumOf(f: FunctionBuilder, layout: PoolingLayout, window: Window, vector: ChannelVector): Local<F32x4> {
  const largest = f.floats(-Infinity);
  const isNaN = f.ints(0);
  forEachPixel(f, layout, window, vector, ([x], offset) => {
    const value = f.floats(F32x4.load(x, offset));
    f.set<F32x4>(largest, largest.maxUnlessNaN(value));
    f.set<I32x4>(isNaN, isNaN.or(value.notEqual(value)));
  });
  // A mask's set lane, all ones, is a NaN itself.
  f.set<F32x4>(largest, largest.asInts().or(isNaN).asFloats());
  return largest;
}
