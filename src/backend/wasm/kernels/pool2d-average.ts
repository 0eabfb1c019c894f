import { F32x4, type FunctionBuilder } from '../assembler/index.js';
import { forEachChannelVector, forEachPixel, pixelCount } from './pool2d-pixels.js';
import { upstreamOf, type Give } from './pool2d-gradient.js';
import type { PoolingLayout, Window } from './pool2d-windows.js';

/** y = mean of the window's pixels. Row by row, then the rows' sums, so that a large window rounds less. */
export function writeMean(f: FunctionBuilder, layout: PoolingLayout, window: Window): void {
  const pixels = f.floats(pixelCountOf(window));
  forEachChannelVector(f, layout, window, (part, vector) => {
    const sum = f.floats(0);
    const rowSum = f.floats(0);
    const addRow = (): void => {
      f.set<F32x4>(sum, sum.add(rowSum));
      f.set<F32x4>(rowSum, F32x4.const(0));
    };
    forEachPixel(
      f,
      layout,
      part,
      vector,
      ([x], offset) => f.set<F32x4>(rowSum, rowSum.add(F32x4.load(x, offset))),
      addRow,
    );
    f.storeLanes(part.output, f.floats(sum.div(pixels)), vector.lanes, vector.offset);
  });
}

/** dx = dy / (number of the window's pixels) at each of them. `images` is dx. */
export function writeMeanGradient(f: FunctionBuilder, layout: PoolingLayout, window: Window, give: Give): void {
  const pixels = f.floats(pixelCountOf(window));
  forEachChannelVector(f, layout, window, (part, vector) => {
    const share = f.floats(upstreamOf(part, vector, give).div(pixels));
    forEachPixel(f, layout, part, vector, ([dx], offset) => give.store(f, dx, offset, share, vector.lanes));
  });
}

function pixelCountOf(window: Window): F32x4 {
  const count = pixelCount(window);
  return typeof count === 'number' ? F32x4.const(count) : count.toFloat().splat();
}
